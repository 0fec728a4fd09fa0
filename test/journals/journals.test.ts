import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { currentEntry } from '../../src/compose/current-entries.ts';
import { effects } from '../../src/core/deployment/effects.ts';
import type { JudgingRecord } from '../../src/core/verdict/judging.ts';
import { evolveJudging, type Judging } from '../../src/core/verdict/judging.ts';
import { assess } from '../../src/core/verdict/assess.ts';
import { Store } from '../../src/engine/store.ts';
import { verifyRecord } from '../../src/verify/verify-record.ts';
import type { Entry, Journal } from '../../src/ports/journal.ts';

const HERE = import.meta.dirname;
const RECORDS = readdirSync(HERE).filter((name) => name.endsWith('.ndjson'));

/** The entries of a record, without its last line, which says where it ends. */
const entriesOf = (name: string): readonly Entry[] =>
  readFileSync(join(HERE, name), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Entry);

/** A journal that can only be read: what the store folds. */
function journalOf(entries: readonly Entry[]): Journal {
  const streams = [...new Set(entries.map((entry) => entry.stream))];
  return {
    streams: async (prefix: string) => streams.filter((stream) => stream.startsWith(prefix)),
    read: async (stream: string) => entries.filter((entry) => entry.stream === stream),
  } as Partial<Journal> as Journal;
}

/** Where the deployments of each recorded history stood at its end, oldest first: this must stay so for ever. */
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  '0.1-storefront.ndjson': ['1.0.0 completed', '1.1.0 completed', '1.2.0 closed'],
};

describe.each(RECORDS)('the recorded history %s', (name) => {
  it('still verifies', async () => {
    expect(await verifyRecord(join(HERE, name))).toMatchObject({ kind: 'ok' });
  });

  it('still folds to the same ends, with nothing set aside and nothing left to do', async () => {
    const store = await Store.load(journalOf(entriesOf(name)), currentEntry);

    const ends = store.all().toReversed().map(({ state }) => `${state.release?.version} ${state.phase}`);

    expect(ends).toEqual(ENDINGS[name]);
    expect(store.quarantined()).toEqual([]);
    expect(store.all().flatMap(({ state }) => effects(state))).toEqual([]);
  });

  it('gives the verdicts that were recorded, bit for bit, when its measurements are judged again', async () => {
    const entries = entriesOf(name);
    const recorded = entries.filter((entry) => entry.type === 'VerdictRecorded');

    for (const { stream, body } of recorded) {
      const { verdict } = body as unknown as { verdict: { measurements: { stream: string; to: number } } & ReturnType<typeof assess> };
      const sealed = entries.find((entry) => entry.stream === stream && entry.type === 'PlanSealed');
      const measured = entries.filter((entry) => entry.stream === verdict.measurements.stream && entry.version <= verdict.measurements.to);
      const { plan } = sealed?.body as unknown as { plan: Parameters<typeof evolveJudging>[0] };
      const judging = measured.reduce<Judging | null>(
        (before, entry) => evolveJudging(plan, before, { type: entry.type, ...(entry.body as object) } as JudgingRecord),
        null,
      );
      expect(judging).not.toBeNull();
      if (judging === null) continue;
      const { state, reason, gates, judgedSeconds } = verdict;
      expect(assess(judging.judge, judging.plan)).toEqual({ state, reason, gates, judgedSeconds });
    }
    expect(recorded.length).toBeGreaterThan(5);
  });
});
