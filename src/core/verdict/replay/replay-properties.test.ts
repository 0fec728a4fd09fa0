import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aStage, type Replayed, replayed } from '../../../testing/replayed.ts';
import { assess } from '../assess.ts';

const stage = aStage({ seconds: 30, weightShare: null, gates: ['error_rate < 2%', 'error_rate < baseline + 1%'] });

/** What a track did in a tenth of a second. */
interface Tenth {
  readonly requests: number;
  readonly errors: number;
}

const tenth = (most: number): fc.Arbitrary<Tenth> =>
  fc.tuple(fc.nat(most), fc.double({ min: 0, max: 1, noNaN: true })).map(([requests, share]) => ({
    requests,
    // Mostly none, sometimes many: every verdict comes up.
    errors: Math.floor(requests * share ** 12),
  }));

/** Seconds of traffic on both tracks, ten tenths each. */
const traffic = fc.array(
  fc.tuple(fc.array(tenth(20), { minLength: 10, maxLength: 10 }), fc.array(tenth(8), { minLength: 10, maxLength: 10 })),
  {
    minLength: 5,
    maxLength: 95,
  },
);
type Traffic = readonly (readonly [readonly Tenth[], readonly Tenth[]])[];

const sum = (tenths: readonly Tenth[]): Tenth => ({
  requests: tenths.reduce((all, each) => all + each.requests, 0),
  errors: tenths.reduce((all, each) => all + each.errors, 0),
});

const TRACKS = ['stable', 'candidate'] as const;

/** A line a second and track. */
const bySecond = (seconds: Traffic): object[] =>
  seconds.flatMap((both, index) =>
    TRACKS.map((track, side) => ({ t: index + 1, source_time: index + 1, track, ...sum(both[side] ?? []) })),
  );

/** A line a tenth and track. */
const byTenth = (seconds: Traffic): object[] =>
  seconds.flatMap((both, index) =>
    Array.from({ length: 10 }, (_, part) => {
      const t = (10 * index + part + 1) / 10;
      return TRACKS.map((track, side) => ({ t, source_time: t, track, ...both[side]?.[part] }));
    }).flat(),
  );

/** Totals every so many seconds. */
function scraped(seconds: Traffic, every: number): object[] {
  const totals = [
    { requests: 0, errors: 0 },
    { requests: 0, errors: 0 },
  ];
  const begin = TRACKS.map((track) => ({ t: 0, source_time: 0, track, counter: true, requests: 0, errors: 0 }));
  return [
    ...begin,
    ...seconds.flatMap((both, index) => {
      for (const [side, total] of totals.entries()) {
        const added = sum(both[side] ?? []);
        total.requests += added.requests;
        total.errors += added.errors;
      }
      if ((index + 1) % every !== 0) return [];
      const t = index + 1;
      return TRACKS.map((track, side) => ({ t, source_time: t, track, counter: true, ...totals[side] }));
    }),
  ];
}

/** All that a judge concluded, to the last bit. */
const bits = ({ state, final, changes }: Replayed): string => JSON.stringify([state.judge, final, changes]);
const eValues = ({ state }: Replayed): string =>
  JSON.stringify(assess(state.judge, stage.plan).gates.map(({ e, requests, errors }) => [e, requests, errors]));

describe('the same records give the same verdict', () => {
  it('cadence: records of a tenth of a second and of a second give the same bits', () => {
    fc.assert(
      fc.property(traffic, (seconds) => {
        expect(bits(replayed(byTenth(seconds), stage))).toBe(bits(replayed(bySecond(seconds), stage)));
      }),
      { numRuns: 40 },
    );
  });

  it('cadence: latencies of a tenth of a second and of a second give the same bits', () => {
    const timed = aStage({
      seconds: 10,
      weightShare: null,
      gates: ['latency_p90 < 200ms', 'latency_p99 < baseline * 1.5'],
    });
    const latencies = fc.array(fc.double({ min: 0, max: 400, noNaN: true }), { maxLength: 6 });
    const tenths = fc.array(latencies, { minLength: 10, maxLength: 120 });
    const record = (t: number, track: string, latency_ms: readonly number[]) => ({
      ...{ t, source_time: t, track, requests: latency_ms.length, errors: 0, latency_ms },
    });
    fc.assert(
      fc.property(tenths, tenths, (stable, candidate) => {
        const length = 10 * Math.floor(Math.min(stable.length, candidate.length) / 10);
        const tracks = [
          ['stable', stable],
          ['candidate', candidate],
        ] as const;
        const fine = Array.from({ length }, (_, at) =>
          tracks.map(([track, all]) => record((at + 1) / 10, track, all[at] ?? [])),
        ).flat();
        const whole = Array.from({ length: length / 10 }, (_, at) =>
          tracks.map(([track, all]) => record(at + 1, track, all.slice(10 * at, 10 * at + 10).flat())),
        ).flat();

        expect(bits(replayed(fine, timed))).toBe(bits(replayed(whole, timed)));
      }),
      { numRuns: 20 },
    );
  });

  it('cadence: totals of every second give the same bits as what each second added', () => {
    fc.assert(
      fc.property(traffic, (seconds) => {
        const [, , ...records] = bySecond(seconds);
        const first = TRACKS.map((track) => ({ t: 1, source_time: 1, track, requests: 0, errors: 0 }));
        const counted = scraped([[[], []], ...seconds.slice(1)], 1).slice(2);

        expect(bits(replayed(counted, stage))).toBe(bits(replayed([...first, ...records], stage)));
      }),
      { numRuns: 40 },
    );
  });

  it('cadence: scrapes every 15 s never give the opposite verdict', () => {
    fc.assert(
      fc.property(traffic, (seconds) => {
        const verdicts = [bySecond(seconds), scraped(seconds, 15)].map((lines) => replayed(lines, stage).final.verdict);

        expect(verdicts.toSorted()).not.toEqual(['fail', 'pass']);
      }),
      { numRuns: 150 },
    );
  });

  it('restart: the state may be written and read back after any record', () => {
    fc.assert(
      fc.property(traffic, fc.nat(), (seconds, where) => {
        const lines = byTenth(seconds);
        const at = where % lines.length;
        const restart = { t: (lines[at] as { t: number }).t, restart: true };

        expect(bits(replayed(lines.toSpliced(at + 1, 0, restart), stage))).toBe(bits(replayed(lines, stage)));
      }),
      { numRuns: 40 },
    );
  });

  it('restart: of counters as well, after every single record', () => {
    fc.assert(
      fc.property(traffic, (seconds) => {
        const lines = scraped(seconds, 5);
        const all = lines.flatMap((line) => [line, { t: (line as { t: number }).t, restart: true }]);

        expect(bits(replayed(all, stage))).toBe(bits(replayed(lines, stage)));
      }),
      { numRuns: 20 },
    );
  });

  it('idempotence: duplicates change nothing, however late they come', () => {
    fc.assert(
      fc.property(traffic, fc.infiniteStream(fc.nat(7)), (seconds, dice) => {
        const lines = bySecond(seconds);
        const again = lines.flatMap((line, index) => {
          const { t } = line as { t: number };
          const back = dice.next().value;
          const old = lines[index - back];
          return back > 5 || old === undefined ? [line] : [line, { ...old, t }];
        });

        expect(bits(replayed(again, stage))).toBe(bits(replayed(lines, stage)));
      }),
      { numRuns: 40 },
    );
  });

  it('order within a second changes nothing', () => {
    fc.assert(
      fc.property(traffic, (seconds) => {
        const lines = bySecond(seconds);
        const turned = seconds.flatMap((_, index) => lines.slice(2 * index, 2 * index + 2).toReversed());

        expect(bits(replayed(turned, stage))).toBe(bits(replayed(lines, stage)));
      }),
      { numRuns: 20 },
    );
  });
});

it('zero requests are no evidence: no e-value moves', () => {
  fc.assert(
    fc.property(traffic, (seconds) => {
      const lines = bySecond(seconds.slice(0, 14));
      const spread = lines.map((line) => ({
        ...line,
        t: 2 * (line as { t: number }).t,
        source_time: 2 * (line as { t: number }).t,
      }));
      const zeros = spread.map((line) => ({ ...line, t: line.t - 1, source_time: line.t - 1, requests: 0, errors: 0 }));
      const both = [...spread, ...zeros].toSorted((one, other) => one.t - other.t);

      expect(eValues(replayed(both, stage))).toBe(eValues(replayed(spread, stage)));
    }),
    { numRuns: 30 },
  );
});

describe('an absent record', () => {
  const short = traffic.map((seconds) => seconds.slice(0, 29));
  const absence = (t: number, track: string, kind: number) =>
    [
      { t, track, absent: 'timeout' },
      { t, track, absent: 'empty', source: 'other' },
      { t, track, source: 'other', requests: 1, errors: 2 },
      { t, track, source: 'other', requests: null, errors: 0 },
      { t, track, source: 'other', requests: 2, errors: 0, latency_ms: [-1] },
    ][kind % 5] as object;

  it('never moves an e-value: blindness', () => {
    fc.assert(
      fc.property(short, fc.infiniteStream(fc.nat(9)), (seconds, dice) => {
        const lines = bySecond(seconds);
        const blind = lines.flatMap((line) => {
          const kind = dice.next().value;
          const { t, track } = line as { t: number; track: string };
          return kind < 5 ? [line, absence(t, track, kind)] : [line];
        });

        expect(eValues(replayed(blind, stage))).toBe(eValues(replayed(lines, stage)));
      }),
      { numRuns: 40 },
    );
  });

  it('in place of a measurement is worth as much as no measurement', () => {
    fc.assert(
      fc.property(short, fc.infiniteStream(fc.nat(9)), (seconds, dice) => {
        const lines = bySecond(seconds);
        const missing = lines.map(() => dice.next().value);
        const without = lines.filter((_, index) => (missing[index] ?? 0) >= 5);
        const blind = lines.map((line, index) => {
          const { t, track } = line as { t: number; track: string };
          const kind = missing[index] ?? 0;
          return kind < 5 ? absence(t, track, kind) : line;
        });
        const end = [{ t: seconds.length, clock_jump_s: 0 }];

        expect(eValues(replayed([...blind, ...end], stage))).toBe(eValues(replayed([...without, ...end], stage)));
      }),
      { numRuns: 40 },
    );
  });
});
