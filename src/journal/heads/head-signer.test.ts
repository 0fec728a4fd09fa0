import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ENGINE } from '../../core/principal/principal.ts';
import type { Append, Journal } from '../../ports/journal.ts';
import { MemoryJournal } from '../memory/memory-journal.ts';
import { HEADS_STREAM, HeadSigner } from './head-signer.ts';
import { originOf, readHead } from './note.ts';

const aKey = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    publicKey: String(publicKey.export({ format: 'jwk' }).x),
    sign: (bytes: Uint8Array) => sign(null, bytes, privateKey),
  };
};

let turn = 0;

function anEvent(type: string, stream = 'deployment/dep_1', body: object = {}): Append {
  turn += 1;
  const entries = [{ type, schema: 1, body: body as Append['writes'][number]['entries'][number]['body'] }];
  const writes = [{ stream, expectedVersion: 'any' as const, entries }];
  return { writes, requestId: `test/${turn}`, epoch: 1, at: turn, steady: turn, principal: ENGINE, proof: 'none' };
}

const started = (journal: Journal, key = aKey(), failures: unknown[] = []) =>
  HeadSigner.start({
    ...{ journal, key, origin: originOf('cp_1'), epoch: 1, wall: () => 1, steady: () => 1 },
    onHead: () => undefined,
    onFailure: (error) => failures.push(error),
  });

const headsIn = async (journal: Journal) =>
  (await journal.read(HEADS_STREAM)).flatMap(({ type, body }) =>
    type === 'HeadSigned' ? [readHead((body as { note: string }).note)] : [],
  );

describe('signing heads', () => {
  it('happens at every production decision, over the last entry of its transaction', async () => {
    const journal = new MemoryJournal();
    const signer = await started(journal);
    await journal.append(anEvent('CheckPassed'));
    const { entries } = await journal.append(anEvent('PromotionStarted'));
    await signer.settled();

    const heads = await headsIn(journal);

    expect(heads).toMatchObject([{ seq: entries[0]?.seq, hash: entries[0]?.hash, trust: null }]);
    expect(signer.notes).toHaveLength(1);
  });

  it('says which trust list was in force there, also when another follows at once', async () => {
    const journal = new MemoryJournal();
    const signer = await started(journal);
    await Promise.all([
      journal.append(anEvent('StageAdvanced')),
      journal.append(anEvent('TrustListAdopted', 'control-plane', { list: { version: 1 } })),
    ]);
    await signer.settled();

    const heads = await headsIn(journal);

    expect(heads.map((head) => head?.trust === null)).toEqual([true, false]);
  });

  it('is made up for at the next start when the process was killed in between', async () => {
    const journal = new MemoryJournal();
    await (await started(journal)).stop();
    const { entries } = await journal.append(anEvent('RollbackStarted'));
    const signer = await started(journal);
    await signer.settled();

    expect(await headsIn(journal)).toMatchObject([{ seq: entries[0]?.seq }]);

    const again = await started(journal);
    await again.settled();
    expect(await headsIn(journal)).toHaveLength(1);
  });

  it('names its key once, and again when the key is another one', async () => {
    const journal = new MemoryJournal();
    const key = aKey();
    for (const one of [key, key, aKey()]) await (await started(journal, one)).stop();

    const keys = (await journal.read(HEADS_STREAM)).filter(({ type }) => type === 'HeadKeyAdopted');

    expect(keys).toHaveLength(2);
  });

  it('stands in no decision’s way when the journal takes no more', async () => {
    const journal = new MemoryJournal();
    const failures: unknown[] = [];
    const signer = await started(journal, aKey(), failures);
    await signer.settled();
    const full = new Error('no room');
    const append = journal.append.bind(journal);
    journal.append = async (request) => {
      if (request.writes[0]?.stream === HEADS_STREAM) throw full;
      return append(request);
    };

    await journal.append(anEvent('RollbackStarted'));
    await signer.settled();

    expect(failures).toEqual([full]);
    journal.append = append;
    await journal.append(anEvent('RolledBack'));
    await signer.settled();
    expect(await headsIn(journal)).toHaveLength(1);
  });
});
