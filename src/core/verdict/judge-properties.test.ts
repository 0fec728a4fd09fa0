import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseGate, parseTrigger } from '../gate/grammar.ts';
import type { Metric } from '../gate/metric.ts';
import { isGateProblem } from '../gate/problem.ts';
import { assess } from './assess.ts';
import type { Block, TrackBlock } from './block.ts';
import { type DeclaredMetric, THROUGHPUT } from './declared.ts';
import { BUCKETS } from './histogram.ts';
import {
  extendFurther,
  holdForClockJump,
  type JudgeState,
  judgeBlock,
  liftHold,
  nextStage,
  startJudge,
} from './judge.ts';
import type { JudgePlan } from './judge-plan.ts';
import { meanWorth } from './latency/shift.ts';
import { worth } from './ledger/capital.ts';
import { logMean } from './ledger/likelihood.ts';
import type { LatencyCounts, SparseHistogram } from './measurement.ts';
import { standingsOf } from './standing.ts';

const metrics: readonly Metric[] = [
  { name: 'orders', dimension: 'count', unit: null },
  { name: 'cpu', dimension: 'ratio', unit: null },
  { name: 'checkout_failures', dimension: 'ratio', unit: null },
];
const declared: readonly DeclaredMetric[] = [
  { ...THROUGHPUT, name: 'orders', unit: '', intervalSeconds: 3 },
  { ...THROUGHPUT, name: 'cpu', unit: '%', intervalSeconds: 2, windowSeconds: 5 },
  { kind: 'ratio', name: 'checkout_failures' },
];

const gates = [
  'error_rate < 1%',
  'success_rate > 99%',
  'error_rate > 0.01%',
  'error_rate < baseline * 1.5',
  'error_rate < baseline + 0.5%',
  'success_rate > baseline * 0.99',
  `error_rate < 0.${'0'.repeat(320)}1%`,
  'success_rate > 0.000000000000001%',
  'error_rate < 99.9% or error_rate < baseline - 0.1%',
  'latency_p99 < 250ms and latency_p50 < baseline * 1.1',
  'latency_p99_9 <= baseline + 20ms or checkout_failures < 2%',
  'latency_p95 < 0.0000001ms',
  'orders > 3 or cpu < baseline * 1.2 or throughput > 1req/s',
].map((text) => {
  const gate = parseGate(text, { metrics, baselineAllowed: true });
  if (isGateProblem(gate)) throw new Error(gate.message);
  return gate;
});
const triggers = ['error_rate > 2%', 'success_rate < 97%', 'latency_p99 > 800ms'].map((text) => {
  const trigger = parseTrigger(text);
  if (isGateProblem(trigger)) throw new Error(trigger.message);
  return trigger;
});

const plan: JudgePlan = {
  gates,
  triggers,
  seconds: 20,
  triggerSeconds: 100,
  intervalSeconds: 1,
  declared,
  hasBaseline: true,
  settings: { falsePass: 0.05, relative: true, relativeRatio: 1.5, extend: 3, comparisonBudget: 0.005 },
};

const EDGES = [5, 10, 25, 50, 100, 250, 500, 1_000];
const few = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 1e6 }));
const own: fc.Arbitrary<LatencyCounts> = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: BUCKETS - 1 }), few), {
    maxLength: 6,
    selector: ([bucket]) => bucket,
  })
  .map((pairs) => ({ kind: 'own', counts: pairs.sort(([one], [other]) => one - other) }));
const foreign: fc.Arbitrary<LatencyCounts> = fc
  .array(few, { minLength: EDGES.length + 1, maxLength: EDGES.length + 1 })
  .map((held) => ({ kind: 'foreign', edges: EDGES, counts: held }));
const latency = fc.oneof(fc.constant(null), own, own, foreign);
const values = fc.oneof(
  fc.constant({ stable: {}, candidate: {} }),
  fc.record({
    stable: fc.record({ cpu: fc.double({ min: 0, max: 100, noNaN: true }) }),
    candidate: fc.record({
      cpu: fc.double({ min: 0, max: 100, noNaN: true }),
      orders: fc.integer({ min: 0, max: 9 }),
    }),
  }),
);
const ratio = fc.record({ of: few, events: few });
const ratios = fc.oneof(
  fc.constant(undefined),
  fc.record({
    stable: fc.record({ checkout_failures: ratio }),
    candidate: fc.record({ checkout_failures: ratio }),
  }),
);

const counts = (requests: fc.Arbitrary<number>): fc.Arbitrary<TrackBlock> =>
  requests.chain((n) =>
    fc.record({
      kind: fc.constant('counts' as const),
      requests: fc.constant(n),
      errors: fc.oneof(fc.constant(0), fc.constant(n), fc.integer({ min: 0, max: n })),
      fresh: fc.constant(true),
      routed: fc.oneof(fc.constant(null), fc.constant(n)),
      latency,
    }),
  );

const absent: fc.Arbitrary<TrackBlock> = fc.record({
  kind: fc.constant('absent' as const),
  why: fc.constantFrom('empty' as const, 'error' as const, 'timeout' as const, 'nan' as const),
  routed: fc.constantFrom(null, 0, 30),
});

const size = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 1e6 }));
const honestTrack = fc.oneof({ weight: 5, arbitrary: counts(size) }, { weight: 1, arbitrary: absent });

const blockOf = (
  track: fc.Arbitrary<TrackBlock>,
  seconds: fc.Arbitrary<number>,
  share: fc.Arbitrary<number | null>,
  told: fc.Arbitrary<Block['values']> = values,
) =>
  fc.record({
    seconds,
    untimed: fc.boolean(),
    weightShare: share,
    values: told,
    ratios,
    stable: track,
    candidate: track,
  });

const honest: fc.Arbitrary<Block> = blockOf(
  honestTrack,
  fc.constantFrom(0.1, 1, 1, 15),
  fc.constantFrom(null, 0.05, 0.25, 1),
);

const number = fc.oneof(fc.double(), fc.constantFrom(-1, -0, 5e-324, 1e300, 1e9, 1e15, 0.5), size);
const seconds = fc.oneof(fc.constantFrom(1, 30), number);
const hostileLatency: fc.Arbitrary<LatencyCounts | null> = fc.oneof(
  latency,
  fc.array(fc.tuple(number, number), { maxLength: 4 }).map((held) => ({ kind: 'own' as const, counts: held })),
  fc.record({
    kind: fc.constant('foreign' as const),
    edges: fc.array(number, { maxLength: 3 }),
    counts: fc.array(number, { maxLength: 4 }),
  }),
);
const hostileValues = fc.record({
  stable: fc.record({ cpu: number }),
  candidate: fc.record({ cpu: number, orders: number, throughput: number }),
});
const hostileTrack = fc.oneof(
  honestTrack,
  counts(fc.constantFrom(1e9)),
  fc.record({
    kind: fc.constant('counts' as const),
    requests: number,
    errors: number,
    fresh: fc.boolean(),
    routed: fc.oneof(fc.constant(null), number),
    latency: hostileLatency,
  }),
);
const hostile: fc.Arbitrary<Block> = blockOf(
  hostileTrack,
  seconds,
  fc.oneof(fc.constantFrom(null, 5e-324, 5e-324, 1e-6, 0.05, 0.05, 0.9999999), number),
  fc.oneof(values, hostileValues),
);

const fold = (blocks: readonly Block[], from: JudgeState = startJudge(plan)): JudgeState =>
  blocks.reduce((state, block) => judgeBlock(state, plan, block), from);

const bits = (state: unknown): string => JSON.stringify(state);

/** Every number in a value. */
function numbersIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

/** The e-values of the ledgers themselves, by gate and comparison. */
const ledgers = (state: JudgeState) =>
  [...state.gates.flat(), ...state.triggers].map((each) => {
    const kept = each.kind === 'sequential' ? each : null;
    return {
      absolute: kept === null || kept.absolute === null ? 0 : worth(kept.absolute),
      relative: kept === null || kept.relative === null ? 0 : worth(kept.relative),
      shift: kept === null || kept.shift === null ? 0 : meanWorth(kept.shift),
      pass: kept === null || kept.pass === null ? 0 : logMean(kept.pass),
    };
  });

describe('the judge', () => {
  it('never lets anything but finite numbers into its state or a verdict, whatever it is fed', () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 40 }), (blocks) => {
        const state = fold(blocks);
        const stages = [
          state,
          nextStage(state, { ...plan, hasBaseline: false }),
          liftHold(state),
          extendFurther(state, plan),
        ];
        for (const each of stages) {
          expect(numbersIn(each).every(Number.isFinite)).toBe(true);
          const verdict = assess(each, plan);
          expect(numbersIn(verdict).every(Number.isFinite)).toBe(true);
          expect(verdict.gates.every((gate) => !/NaN|Infinity|undefined|null/.test(gate.text))).toBe(true);
          expect(verdict.gates).toHaveLength(gates.length + triggers.length + (each.split?.hold === 'held' ? 1 : 0));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('comes to the same bits when it is written and read back after any block', () => {
    fc.assert(
      fc.property(fc.array(honest, { maxLength: 40 }), fc.nat(), (blocks, cut) => {
        const at = blocks.length === 0 ? 0 : cut % blocks.length;
        const half = fold(blocks.slice(0, at));
        const read = JSON.parse(bits(half)) as JudgeState;

        expect(read).toStrictEqual(half);
        expect(bits(fold(blocks.slice(at), read))).toBe(bits(fold(blocks)));
        expect(bits(assess(read, plan))).toBe(bits(assess(half, plan)));
      }),
      { numRuns: 150 },
    );
  });

  it('moves no e-value for an absent candidate, nor for a time in which nothing came', () => {
    const blind = blockOf(absent, fc.constantFrom(1, 15), fc.constantFrom(null, 0.05)).map((block) => ({
      ...block,
      ratios: undefined,
    }));
    fc.assert(
      fc.property(fc.array(honest, { maxLength: 30 }), fc.array(blind, { maxLength: 5 }), (blocks, nothing) => {
        const state = fold(blocks);

        expect(ledgers(fold(nothing, state))).toStrictEqual(ledgers(state));
      }),
      { numRuns: 150 },
    );
  });

  it('never thinks better of a candidate for one more error', () => {
    fc.assert(
      fc.property(fc.array(honest, { maxLength: 20 }), honest, (blocks, last) => {
        if (last.candidate.kind !== 'counts' || last.candidate.errors >= last.candidate.requests) return;
        const before = fold(blocks);
        const worse: Block = { ...last, candidate: { ...last.candidate, errors: last.candidate.errors + 1 } };
        const [good, bad] = [ledgers(judgeBlock(before, plan, last)), ledgers(judgeBlock(before, plan, worse))];
        // Gate 2 asks for errors, so for it alone an error is good news.
        for (const index of [0, 1, 3, 4, 5, 6, 7, 8, 18, 19]) {
          const [one, other] = [good[index], bad[index]];
          if (one === undefined || other === undefined) throw new Error('a ledger is missing');
          expect(other.absolute).toBeGreaterThanOrEqual(one.absolute);
          expect(other.pass).toBeLessThanOrEqual(one.pass);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never thinks better of a candidate for one slower request', () => {
    fc.assert(
      fc.property(fc.array(honest, { maxLength: 20 }), honest, (blocks, last) => {
        const { candidate } = last;
        if (candidate.kind !== 'counts' || candidate.latency?.kind !== 'own') return;
        const [fastest, ...others] = candidate.latency.counts;
        if (fastest === undefined || fastest[1] === 0) return;
        const rest = fastest[1] === 1 ? others : [[fastest[0], fastest[1] - 1] as const, ...others];
        const slowest = rest.at(-1);
        const slower: SparseHistogram =
          slowest !== undefined && slowest[0] === BUCKETS - 1
            ? [...rest.slice(0, -1), [slowest[0], slowest[1] + 1]]
            : [...rest, [BUCKETS - 1, 1]];
        const before = fold(blocks);
        const worse: Block = { ...last, candidate: { ...candidate, latency: { kind: 'own', counts: slower } } };
        const [good, bad] = [ledgers(judgeBlock(before, plan, last)), ledgers(judgeBlock(before, plan, worse))];
        for (const [index, one] of good.entries()) {
          const other = bad[index];
          if (other === undefined) throw new Error('a ledger is missing');
          expect(other.absolute).toBeGreaterThanOrEqual(one.absolute);
          expect(other.shift).toBeGreaterThanOrEqual(one.shift);
          expect(other.pass).toBeLessThanOrEqual(one.pass);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('stands in the numbered verdict as in the cheap one', () => {
    fc.assert(
      fc.property(fc.array(honest, { maxLength: 40 }), (blocks) => {
        const state = holdForClockJump(fold(blocks));
        const { state: verdict, reason } = assess(state, plan);

        expect(standingsOf(state, plan).stage).toEqual({ state: verdict, reason });
      }),
      { numRuns: 100 },
    );
  });
});
