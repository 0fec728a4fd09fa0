import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { effectLedger } from './effect-ledger.ts';
import { effectsOnce } from './effects-once.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plimsoll-ledger-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const { signal } = new AbortController();
const effect = (id: string, epoch = 1) => ({ id, epoch, signal });

/** A driver that counts what it does. */
function counting() {
  const done: string[] = [];
  const once = effectsOnce(effectLedger(join(dir, 'ledger.json')), async () => done.length);
  const act =
    (id: string, fails = false) =>
    async () => {
      done.push(id);
      if (fails) throw new Error('lost');
      return undefined;
    };
  return { done, once, act };
}

describe('effects of a driver', () => {
  it('are carried out once, also by a driver that was started again', async () => {
    const before = counting();
    await before.once(effect('a'), before.act('a'));
    const after = counting();

    await after.once(effect('a'), after.act('a'));

    expect([before.done, after.done]).toEqual([['a'], []]);
  });

  it('are joined while they are under way', async () => {
    const { done, once, act } = counting();

    await Promise.all([once(effect('a'), act('a')), once(effect('a'), act('a'))]);

    expect(done).toEqual(['a']);
  });

  it('are tried again after a failure', async () => {
    const { done, once, act } = counting();
    await expect(once(effect('a'), act('a', true))).rejects.toThrow('lost');

    await once(effect('a'), act('a'));

    expect(done).toEqual(['a', 'a']);
  });

  it('of a lower epoch are refused for ever, also when they were done before', async () => {
    const { done, once, act } = counting();
    await once(effect('old', 1), act('old'));
    await once(effect('new', 2), act('new'));

    for (const id of ['old', 'later']) {
      await expect(once(effect(id, 1), act(id))).rejects.toMatchObject({ name: 'DriverError', retryable: false });
    }
    expect(done).toEqual(['old', 'new']);
  });

  it('are not finished once a higher epoch has come in between', async () => {
    const { once, act } = counting();
    const slow = once(effect('slow', 1), async () => {
      await counting().once(effect('new', 2), act('new'));
      return undefined;
    });

    await expect(slow).rejects.toThrow('epoch 2');
  });

  it('are not begun when they are stopped already', async () => {
    const { done, once, act } = counting();

    await expect(once({ id: 'a', epoch: 1, signal: AbortSignal.abort() }, act('a'))).rejects.toMatchObject({
      name: 'DriverError',
      retryable: true,
    });
    expect(done).toEqual([]);
  });

  it('are refused while their ledger cannot be read', async () => {
    const { once, act } = counting();
    await once(effect('a'), act('a'));
    const text = await readFile(join(dir, 'ledger.json'), 'utf8');
    await writeFile(join(dir, 'ledger.json'), text.slice(0, -5));

    await expect(once(effect('b'), act('b'))).rejects.toThrow('not readable');
  });
});
