import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RouterState, stateFile } from './state-file.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plimsoll-state-'));
});
afterEach(() => rm(dir, { recursive: true }));

const STATE: RouterState = {
  port: 8080,
  epoch: 3,
  second: 1_700_000_000,
  routing: {
    traffic: { kind: 'split', candidate: 50 },
    sticky: 'cookie',
    stable: [{ id: 'a', address: 'http://127.0.0.1:1' }],
    candidate: [{ id: 'b', address: 'http://127.0.0.1:2' }],
  },
  applied: ['one', 'two'],
};

describe('the state file', () => {
  it('gives back what was saved, and is for this account alone', async () => {
    await stateFile(dir).save(STATE);

    expect(await stateFile(dir).load()).toEqual({ state: STATE, setAside: undefined });
    expect((await stat(join(dir, 'state.json'))).mode & 0o777).toBe(0o600);
    expect((await readdir(dir)).sort()).toEqual(['state.json', 'state.reserve']);
  });

  it('is empty where nothing was saved', async () => {
    expect(await stateFile(dir).load()).toEqual({ state: undefined, setAside: undefined });
  });

  it('is never half read: cut at any byte it is set aside, whole', async () => {
    await stateFile(dir).save(STATE);
    const text = await readFile(join(dir, 'state.json'), 'utf8');
    for (let length = 0; length < text.trimEnd().length; length++) {
      await writeFile(join(dir, 'state.json'), text.slice(0, length));

      const { state, setAside } = await stateFile(dir).load();

      expect([length, state]).toEqual([length, undefined]);
      expect(await readFile(setAside ?? '', 'utf8')).toBe(text.slice(0, length));
      await rm(setAside ?? '');
    }
  });

  it('is never read with another number in it: any changed sign is noticed', async () => {
    await stateFile(dir).save(STATE);
    const text = await readFile(join(dir, 'state.json'), 'utf8');
    for (let at = 0; at < text.trimEnd().length; at++) {
      await writeFile(join(dir, 'state.json'), `${text.slice(0, at)}7${text.slice(at + 1)}`);
      const { state, setAside } = await stateFile(dir).load();

      expect([at, state]).toEqual([at, text[at] === '7' ? STATE : undefined]);
      if (setAside !== undefined) await rm(setAside);
    }
  });
});
