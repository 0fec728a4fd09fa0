import { describe, expect, it } from 'vitest';
import { anAppend, aWrite } from '../testing/conformance/journal.ts';
import { canonicalRecord, type Entry, GENESIS, GENESIS_HASH, linkHash, verifyChain } from './chain.ts';
import { composeEntries } from './compose-entries.ts';

const aChain = (length: number): Entry[] =>
  composeEntries(
    anAppend({
      writes: [
        aWrite(
          'dep_1',
          Array.from({ length }, (_, index) => ({ step: index + 1 })),
        ),
      ],
    }),
    GENESIS,
    () => 0,
  );

const without = (entries: readonly Entry[], seq: number) => entries.filter((entry) => entry.seq !== seq);

const swapped = (entries: readonly Entry[], seq: number) =>
  entries.map((entry) => entries.find((other) => other.seq === swapOf(entry.seq, seq)) ?? entry);

const swapOf = (seq: number, first: number) => (seq === first ? first + 1 : seq === first + 1 ? first : seq);

// One other value for each member of an entry.
const CHANGES: { readonly [Member in keyof Entry]: Entry[Member] } = {
  seq: 30,
  stream: 'dep_2',
  version: 4,
  epoch: 2,
  at: 1,
  steady: 0.5,
  principal: { kind: 'person', name: 'ada' },
  proof: 'signature',
  type: 'Approved',
  schema: 2,
  body: { step: 4 },
  previousHash: GENESIS_HASH,
  hash: GENESIS_HASH,
};

describe('the hash chain', () => {
  it('has these hashes for ever', () => {
    const record = canonicalRecord({
      ...{ seq: 1, stream: 'dep_1', version: 1, epoch: 1, at: 1_760_000_000_000, steady: 12.5, proof: 'none' },
      ...{ principal: { kind: 'system', name: 'engine' }, type: 'Happened', schema: 1, body: { b: 1, a: 'é' } },
    });

    expect(record).toBe(
      '{"at":1760000000000,"body":{"a":"é","b":1},"epoch":1,"principal":{"kind":"system","name":"engine"},' +
        '"proof":"none","schema":1,"seq":1,"steady":12.5,"stream":"dep_1","type":"Happened","version":1}',
    );
    expect(linkHash(GENESIS_HASH, record)).toBe(
      'sha256:881b900e29032feabec61a5b838c8631ba56a6d00cac00514add0c6399660150',
    );
    expect(linkHash(linkHash(GENESIS_HASH, record), record)).toBe(
      'sha256:fe2f10a309298e2e0a66d2c8b622a7da749a84a2ddc719be274b22aae4f2c97b',
    );
  });

  it('is whole when nothing was touched, also when it is empty', () => {
    const entries = aChain(5);

    expect(verifyChain(entries)).toEqual({ kind: 'ok', tip: { seq: 5, hash: entries[4]?.hash } });
    expect(verifyChain([])).toEqual({ kind: 'ok', tip: { seq: 0, hash: GENESIS_HASH } });
  });

  it.each(Object.entries(CHANGES).filter(([member]) => member !== 'seq'))(
    'names the entry whose %s was changed',
    (member, value) => {
      const entries = aChain(5).map((entry) => (entry.seq === 3 ? { ...entry, [member]: value } : entry));

      expect(verifyChain(entries)).toMatchObject({ kind: 'broken', seq: 3, why: 'altered' });
    },
  );

  it('names the entry whose number was changed', () => {
    const entries = aChain(5).map((entry) => (entry.seq === 3 ? { ...entry, seq: CHANGES.seq } : entry));

    expect(verifyChain(entries)).toMatchObject({ kind: 'broken', seq: 3, why: 'gap' });
  });

  it('names the first of two that were changed, also when the second has a good hash of its own', () => {
    const entries = aChain(5).map((entry) => {
      if (entry.seq < 3) return entry;
      const changed = { ...entry, epoch: 9 };
      return { ...changed, hash: linkHash(changed.previousHash, canonicalRecord(changed)) };
    });

    expect(verifyChain(entries)).toMatchObject({ kind: 'broken', seq: 4, why: 'altered' });
  });

  it('names the entry that is missing from the middle, or from the beginning', () => {
    expect(verifyChain(without(aChain(5), 3))).toMatchObject({ kind: 'broken', seq: 3, why: 'gap' });
    expect(verifyChain(without(aChain(5), 1))).toMatchObject({ kind: 'broken', seq: 1, why: 'gap' });
  });

  it('names the entry that comes twice', () => {
    const entries = aChain(5);

    const twice = [...entries.slice(0, 3), ...entries.slice(2)];

    expect(verifyChain(twice)).toMatchObject({ kind: 'broken', seq: 3, why: 'out-of-order' });
  });

  it('tells two that were swapped from one that is missing', () => {
    expect(verifyChain(swapped(aChain(5), 3))).toMatchObject({ kind: 'broken', seq: 3, why: 'out-of-order' });
  });

  it('is incomplete after its last entry when a head says that there were more', () => {
    const entries = aChain(5);
    const head = { seq: 5, hash: entries[4]?.hash ?? '' };

    expect(verifyChain(entries.slice(0, 3), head)).toMatchObject({ kind: 'broken', seq: 3, why: 'incomplete' });
    expect(verifyChain(entries, head)).toMatchObject({ kind: 'ok' });
  });

  it('holds a head known from elsewhere against the entry of that number', () => {
    const entries = aChain(5);

    const foreign = verifyChain(entries, { seq: 2, hash: GENESIS_HASH });

    expect(foreign).toMatchObject({ kind: 'broken', seq: 2, why: 'altered' });
    expect(verifyChain(entries, { seq: 2, hash: entries[1]?.hash ?? '' })).toMatchObject({ kind: 'ok' });
  });

  it('names the place of an entry that cannot be read', () => {
    const [first, second] = aChain(2);
    if (first === undefined || second === undefined) throw new Error('two were asked for');

    const check = verifyChain([first, { damaged: 'no JSON' }, second]);

    expect(check).toEqual({ kind: 'broken', seq: 2, why: 'altered', detail: 'no JSON' });
  });
});
