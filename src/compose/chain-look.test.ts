import { describe, expect, it } from 'vitest';
import { seconds } from '../core/kernel/duration.ts';
import { GENESIS } from '../journal/chain.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import type { Entry, Journal } from '../ports/journal.ts';
import { NOON } from '../testing/builders.ts';
import { virtualClock } from '../testing/virtual-clock.ts';
import { chainLook } from './chain-look.ts';

const write = (journal: Journal, request: string) =>
  journal.append({
    writes: [{ stream: 'x', expectedVersion: 'any', entries: [{ type: 'Said', schema: 1, body: request }] }],
    ...{
      requestId: request,
      epoch: 1,
      at: NOON,
      steady: 0,
      principal: { kind: 'system', name: 'engine' },
      proof: 'none',
    },
  });

describe('a look at the chain', () => {
  it('goes on where the last one ended, and says when', async () => {
    const journal = new MemoryJournal();
    const clock = virtualClock(NOON);
    const look = chainLook(journal, clock, GENESIS);
    await write(journal, 'a');
    expect(await look.check()).toMatchObject({ checkedTo: 1, broken: null });

    await write(journal, 'b');
    await clock.advance(seconds(1));

    expect(await look.check()).toEqual({
      checkedTo: 2,
      hash: (await journal.head()).hash,
      checkedAt: new Date(NOON + 1_000).toISOString(),
      broken: null,
    });
  });

  it('names the first entry that is not what was written, and does not forget it', async () => {
    const journal = new MemoryJournal();
    for (const each of ['a', 'b', 'c']) await write(journal, each);
    const altered: Journal = Object.create(journal, {
      readAll: {
        value: async (after: number, limit: number): Promise<readonly Entry[]> =>
          (await journal.readAll(after, limit)).map((entry) => (entry.seq === 2 ? { ...entry, body: 'B' } : entry)),
      },
    });
    const look = chainLook(altered, virtualClock(NOON), GENESIS);

    expect(await look.check()).toMatchObject({ checkedTo: 0, broken: { seq: 2 } });
    expect(await look.check()).toMatchObject({ broken: { seq: 2 } });
  });
});
