import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { canonical } from '../../core/plan/canonical.ts';
import {
  type Append,
  type Entry,
  type Journal,
  JournalUnavailable,
  type Json,
  NonceSpent,
  VersionConflict,
} from '../../ports/journal.ts';

const GENESIS_HASH = `sha256:${'00'.repeat(32)}`;

let counted = 0;

/** An append of one entry to one stream; what a test is about is given. */
export function anAppend(given: Partial<Append> = {}): Append {
  counted += 1;
  return {
    writes: [aWrite('dep_1')],
    requestId: `request-${counted}`,
    epoch: 1,
    at: 1_760_000_000_000 + counted,
    steady: counted + 0.25,
    principal: { kind: 'agent', name: 'builder', owner: 'person:ada' },
    proof: 'token',
    ...given,
  };
}

/** A write of entries with these bodies. */
export const aWrite = (
  stream: string,
  bodies: readonly Json[] = [{ said: 'something' }],
  expectedVersion: number | 'any' = 'any',
): Append['writes'][number] => ({
  stream,
  expectedVersion,
  entries: bodies.map((body) => ({ type: 'Happened', schema: 1, body })),
});

const streamsOf = (entries: readonly Entry[]) =>
  entries.map((entry) => `${entry.seq} ${entry.stream}@${entry.version}`);

// Written from the design page and not from the journal's own code, so that one keeps the other honest.
function hashOf(entry: Entry, previousHash: string): string {
  const { previousHash: _previous, hash: _hash, ...record } = entry;
  const hash = createHash('sha256');
  hash
    .update('plimsoll/journal/v1')
    .update(Buffer.of(0))
    .update(Buffer.from(previousHash.slice(7), 'hex'));
  return `sha256:${hash.update(canonical(record)).digest('hex')}`;
}

/** The rules of every journal. The factory gives an empty one each time. */
export function journalConformance(name: string, open: () => Promise<Journal>): void {
  describe(`journal ${name}`, () => {
    const opened: Journal[] = [];

    async function aJournal(): Promise<Journal> {
      const journal = await open();
      opened.push(journal);
      return journal;
    }

    afterEach(async () => {
      for (const journal of opened.splice(0)) await journal.close();
    });

    describe('appending', () => {
      it('numbers entries through the whole journal and through each stream, both from 1', async () => {
        const journal = await aJournal();

        const first = await journal.append(anAppend({ writes: [aWrite('a', [1, 2]), aWrite('b', [3])] }));
        const second = await journal.append(anAppend({ writes: [aWrite('a', [4])] }));

        expect(streamsOf(first.entries)).toEqual(['1 a@1', '2 a@2', '3 b@1']);
        expect(streamsOf(second.entries)).toEqual(['4 a@3']);
      });

      it('keeps everything that was said about an entry', async () => {
        const journal = await aJournal();
        const request = anAppend({ epoch: 7, at: 1_234, steady: 0.1, proof: 'signature' });

        await journal.append(request);

        const [entry] = await journal.read('dep_1');
        expect(entry).toMatchObject({
          ...{ seq: 1, stream: 'dep_1', version: 1, epoch: 7, at: 1_234, steady: 0.1, proof: 'signature' },
          ...{ type: 'Happened', schema: 1, body: { said: 'something' }, principal: request.principal },
        });
      });

      it('returns just what is read later', async () => {
        const journal = await aJournal();

        const { entries } = await journal.append(anAppend({ writes: [aWrite('a', [{ z: -0, a: [1e21, 'é'] }])] }));

        expect(await journal.read('a')).toEqual(entries);
        expect(await journal.readAll(0, 10)).toEqual(entries);
      });

      it('keeps what was appended when the caller goes on changing its object', async () => {
        const journal = await aJournal();
        const body = { count: 1 };
        await journal.append(anAppend({ writes: [aWrite('a', [body])] }));

        body.count = 2;

        expect((await journal.read('a'))[0]?.body).toEqual({ count: 1 });
      });

      it('takes the expected version of a stream, 0 for a new one', async () => {
        const journal = await aJournal();
        await journal.append(anAppend({ writes: [aWrite('a', [1], 0)] }));

        const { entries } = await journal.append(anAppend({ writes: [aWrite('a', [2], 1)] }));

        expect(streamsOf(entries)).toEqual(['2 a@2']);
      });

      it('names stream, expected and actual version in a conflict', async () => {
        const journal = await aJournal();
        await journal.append(anAppend({ writes: [aWrite('a', [1, 2])] }));

        const conflict = await journal.append(anAppend({ writes: [aWrite('a', [3], 1)] })).catch((error) => error);

        expect(conflict).toBeInstanceOf(VersionConflict);
        expect(conflict).toMatchObject({ stream: 'a', expected: 1, actual: 2 });
      });

      it('appends to several streams or to none of them', async () => {
        const journal = await aJournal();
        await journal.append(anAppend({ writes: [aWrite('slot', [1])] }));
        const request = anAppend({ writes: [aWrite('dep', [1, 2], 0), aWrite('slot', [2], 0)], spendNonce: 'n' });

        await expect(journal.append(request)).rejects.toThrow(VersionConflict);

        expect(await journal.read('dep')).toEqual([]);
        expect((await journal.head()).seq).toBe(1);
        const again = await journal.append({ ...request, writes: [aWrite('dep', [1, 2], 0), aWrite('slot', [2], 1)] });
        expect(again.repeated).toBe(false);
        expect(streamsOf(again.entries)).toEqual(['2 dep@1', '3 dep@2', '4 slot@2']);
      });

      it('checks the version of a stream that gets no entry', async () => {
        const journal = await aJournal();
        await journal.append(anAppend({ writes: [aWrite('slot', [1])] }));
        const writes = (version: number) => [aWrite('dep', [1], 0), aWrite('slot', [], version)];

        await expect(journal.append(anAppend({ writes: writes(0) }))).rejects.toThrow(VersionConflict);

        const { entries } = await journal.append(anAppend({ writes: writes(1) }));
        expect(streamsOf(entries)).toEqual(['2 dep@1']);
      });

      it('counts on when one stream is written twice in one append', async () => {
        const journal = await aJournal();

        const { entries } = await journal.append(anAppend({ writes: [aWrite('a', [1], 0), aWrite('a', [2], 1)] }));

        expect(streamsOf(entries)).toEqual(['1 a@1', '2 a@2']);
      });

      it('takes the measurements of many deployments in one append', async () => {
        const journal = await aJournal();
        const names = Array.from({ length: 50 }, (_, index) => `dep_${index}/measurements`);

        const tick = () => journal.append(anAppend({ writes: names.map((name) => aWrite(name, [{ requests: 3 }])) }));
        await tick();
        const { entries } = await tick();

        expect(entries.map((entry) => entry.version)).toEqual(names.map(() => 2));
        expect((await journal.head()).seq).toBe(100);
      });

      it('gives appends that are asked for at once one order', async () => {
        const journal = await aJournal();

        await Promise.all(Array.from({ length: 20 }, () => journal.append(anAppend({ writes: [aWrite('a', [1])] }))));

        expect((await journal.read('a')).map((entry) => entry.version)).toEqual(
          Array.from({ length: 20 }, (_, n) => n + 1),
        );
      });

      it('lets one of two appends at the same version win', async () => {
        const journal = await aJournal();
        const rival = (body: Json) => journal.append(anAppend({ writes: [aWrite('a', [body], 0)] }));

        const outcomes = await Promise.allSettled([rival('approve'), rival('abort')]);

        expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
        expect(await journal.read('a')).toHaveLength(1);
      });
    });

    describe('request ids', () => {
      it('appends nothing for a repeated request and returns what the first one did', async () => {
        const journal = await aJournal();
        const request = anAppend({ writes: [aWrite('a', [1], 0), aWrite('b', [2], 0)] });
        const first = await journal.append(request);
        await journal.append(anAppend({ writes: [aWrite('a', [3])] }));

        const second = await journal.append(request);

        expect(first.repeated).toBe(false);
        expect(second).toEqual({ entries: first.entries, repeated: true });
        expect((await journal.head()).seq).toBe(3);
      });

      it('repeats the answer of a request that spent a nonce', async () => {
        const journal = await aJournal();
        const request = anAppend({ spendNonce: 'once' });
        await journal.append(request);

        await expect(journal.append(request)).resolves.toMatchObject({ repeated: true });
      });

      it('does not take a refused request for done', async () => {
        const journal = await aJournal();
        const request = anAppend({ writes: [aWrite('a', [1], 5)] });
        await expect(journal.append(request)).rejects.toThrow(VersionConflict);

        await expect(journal.append({ ...request, writes: [aWrite('a', [1], 0)] })).resolves.toMatchObject({
          repeated: false,
        });
      });
    });

    describe('nonces', () => {
      it('spends a nonce once', async () => {
        const journal = await aJournal();
        await journal.append(anAppend({ spendNonce: 'once' }));

        await expect(journal.append(anAppend({ spendNonce: 'once' }))).rejects.toThrow(NonceSpent);

        expect((await journal.head()).seq).toBe(1);
        await expect(journal.append(anAppend({ spendNonce: 'other' }))).resolves.toMatchObject({ repeated: false });
      });

      it('does not spend the nonce of an append that was refused', async () => {
        const journal = await aJournal();
        await expect(journal.append(anAppend({ writes: [aWrite('a', [1], 9)], spendNonce: 'n' }))).rejects.toThrow();

        await expect(journal.append(anAppend({ spendNonce: 'n' }))).resolves.toMatchObject({ repeated: false });
      });
    });

    describe('reading', () => {
      it('reads a stream from a version on', async () => {
        const journal = await aJournal();
        await journal.append(anAppend({ writes: [aWrite('a', [1, 2, 3]), aWrite('b', [4])] }));

        expect((await journal.read('a', 2)).map((entry) => entry.body)).toEqual([2, 3]);
        expect(await journal.read('a', 4)).toEqual([]);
        expect(await journal.read('nobody')).toEqual([]);
      });

      it('reads the whole journal in pages', async () => {
        const journal = await aJournal();
        await journal.append(anAppend({ writes: [aWrite('a', [1, 2]), aWrite('b', [3, 4, 5])] }));

        expect((await journal.readAll(0, 2)).map((entry) => entry.seq)).toEqual([1, 2]);
        expect((await journal.readAll(2, 2)).map((entry) => entry.seq)).toEqual([3, 4]);
        expect((await journal.readAll(4, 2)).map((entry) => entry.seq)).toEqual([5]);
        expect(await journal.readAll(5, 2)).toEqual([]);
      });

      it('names the streams that begin with a prefix, in order, each once', async () => {
        const journal = await aJournal();
        const names = ['dep_2', 'dep_10', 'dep_1/measurements', 'dep_1', 'slot_x', 'dep_é', 'dep_😀', 'dep_\ufb33'];
        await journal.append(anAppend({ writes: names.map((name) => aWrite(name, [1, 2])) }));

        expect(await journal.streams('dep_1')).toEqual(['dep_1', 'dep_1/measurements', 'dep_10']);
        expect(await journal.streams('')).toEqual([...names].sort());
        expect(await journal.streams('%')).toEqual([]);
      });
    });

    describe('following', () => {
      it('calls back after every append with its entries, until it is told to stop', async () => {
        const journal = await aJournal();
        const heard: string[] = [];
        const stop = journal.follow((entries) => heard.push(streamsOf(entries).join(', ')));

        await journal.append(anAppend({ writes: [aWrite('a', [1]), aWrite('b', [2])] }));
        await journal.append(anAppend({ writes: [aWrite('a', [3])] }));
        stop();
        await journal.append(anAppend({ writes: [aWrite('a', [4])] }));

        expect(heard).toEqual(['1 a@1, 2 b@1', '3 a@2']);
      });

      it('says nothing for an append that was refused or repeated', async () => {
        const journal = await aJournal();
        const request = anAppend();
        await journal.append(request);
        const heard: number[] = [];
        journal.follow((entries) => heard.push(entries.length));

        await journal.append(request);
        await journal.append(anAppend({ writes: [aWrite('a', [1], 9)] })).catch(() => undefined);

        expect(heard).toEqual([]);
      });

      it('can be read by a listener, which finds what it was told', async () => {
        const journal = await aJournal();
        const found: Promise<readonly Entry[]>[] = [];
        journal.follow(() => found.push(journal.read('a')));

        await journal.append(anAppend({ writes: [aWrite('a', [1])] }));

        expect(await Promise.all(found)).toEqual([await journal.read('a')]);
      });

      it('keeps the order for everyone when a listener appends', async () => {
        const journal = await aJournal();
        const inner: Promise<unknown>[] = [];
        const heard: number[] = [];
        journal.follow((entries) => {
          if (entries[0]?.stream === 'a') inner.push(journal.append(anAppend({ writes: [aWrite('b', [2])] })));
        });
        journal.follow((entries) => heard.push(...entries.map((entry) => entry.seq)));

        await journal.append(anAppend({ writes: [aWrite('a', [1])] }));
        await Promise.all(inner);

        expect(heard).toEqual([1, 2]);
      });
    });

    describe('the chain', () => {
      it('begins at the genesis hash', async () => {
        const journal = await aJournal();

        expect(await journal.head()).toEqual({ seq: 0, hash: GENESIS_HASH });
      });

      it('links every entry to the one before it, as the design page says', async () => {
        const journal = await aJournal();
        await journal.append(anAppend({ writes: [aWrite('a', [{ é: '😀' }, null]), aWrite('b', ['x'])] }));
        await journal.append(anAppend({ principal: { kind: 'system', name: 'engine' }, proof: 'none' }));

        const entries = await journal.readAll(0, 10);

        let previous = GENESIS_HASH;
        for (const entry of entries) {
          expect(entry.previousHash).toBe(previous);
          expect(entry.hash).toBe(hashOf(entry, previous));
          previous = entry.hash;
        }
        expect(await journal.head()).toEqual({ seq: 4, hash: previous });
      });
    });

    describe('hostile values', () => {
      const kept: readonly (readonly [what: string, body: Json])[] = [
        ['a very long text', 'x'.repeat(3_000_000)],
        ['every kind of text', { 'é😀\u2028': '\u0000\u001f\u007f\\"\u202e\ufeff\ufffd' }],
        ['numbers at their limits', [5e-324, -1.7976931348623157e308, 9007199254740991, 0.1]],
        ['members with names of the language', JSON.parse('{"__proto__":{"a":1},"constructor":2,"toString":null}')],
        ['text that looks like SQL', "'); DROP TABLE entries; --"],
        ['empty things', { '': [], a: {}, b: '' }],
      ];

      it.each(kept)('keeps %s', async (_what, body) => {
        const journal = await aJournal();

        await journal.append(anAppend({ writes: [aWrite('a', [body])] }));

        const [entry] = await journal.read('a');
        expect(canonical(entry?.body)).toBe(canonical(body));
      });

      const circle: Record<string, Json> = {};
      circle.self = circle;
      const refused: readonly (readonly [what: string, request: Partial<Append>])[] = [
        ['a lone surrogate in a body', { writes: [aWrite('a', ['\ud800'])] }],
        ['a lone surrogate in a name', { writes: [aWrite('a\udc00')] }],
        ['a number that is not finite', { writes: [aWrite('a', [Number.NaN])] }],
        ['infinity among good entries', { writes: [aWrite('a', [1]), aWrite('b', [[Number.POSITIVE_INFINITY]])] }],
        ['a body that contains itself', { writes: [aWrite('a', [circle])] }],
        ['a stream without a name', { writes: [aWrite('')] }],
        ['a stream with a NUL in its name', { writes: [aWrite('a\u0000b')] }],
        ['a request without an id', { requestId: '' }],
        ['a time that is no whole number', { at: 1.5 }],
        ['a steady time that is not finite', { steady: Number.NaN }],
        ['an epoch that is no number', { epoch: Number.NaN }],
        ['no entry at all', { writes: [aWrite('a', [])] }],
      ];

      it.each(refused)('refuses %s and writes nothing', async (_what, given) => {
        const journal = await aJournal();

        await expect(journal.append(anAppend(given))).rejects.toThrow(/^(canonical|journal):/);

        expect((await journal.head()).seq).toBe(0);
        expect(await journal.readAll(0, 10)).toEqual([]);
        await expect(journal.append(anAppend())).resolves.toMatchObject({ repeated: false });
      });
    });

    it('answers nothing once it is closed', async () => {
      const journal = await aJournal();
      await journal.close();

      const append = await journal.append(anAppend()).catch((error) => error);

      expect(append).toBeInstanceOf(JournalUnavailable);
      expect(append).toMatchObject({ code: 'closed' });
      await expect(journal.read('dep_1')).rejects.toMatchObject({ code: 'closed' });
      await expect(journal.close()).resolves.toBeUndefined();
    });
  });
}
