import fc from 'fast-check';
import { parseGate, parseTrigger } from '../core/gate/grammar.ts';
import type { Metric } from '../core/gate/metric.ts';
import { isGateProblem } from '../core/gate/problem.ts';
import type { Block, TrackBlock } from '../core/verdict/block.ts';
import { type DeclaredMetric, THROUGHPUT } from '../core/verdict/declared.ts';
import { BUCKETS } from '../core/verdict/histogram.ts';
import type { JudgePlan } from '../core/verdict/judge-plan.ts';
import type { LatencyCounts } from '../core/verdict/measurement.ts';

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

/** A stage that judges by everything there is, each gate beside the others. */
export const manyGates: JudgePlan = {
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

/** A track of which its source has nothing to say. */
export const absent: fc.Arbitrary<TrackBlock> = fc.record({
  kind: fc.constant('absent' as const),
  why: fc.constantFrom('empty' as const, 'error' as const, 'timeout' as const, 'nan' as const),
  routed: fc.constantFrom(null, 0, 30),
});

const size = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 1e6 }));
const honestTrack = fc.oneof({ weight: 5, arbitrary: counts(size) }, { weight: 1, arbitrary: absent });

/** Blocks of such tracks, lengths and weights. */
export const anyBlockOf = (
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

/** Blocks that a source may deliver. */
export const honest: fc.Arbitrary<Block> = anyBlockOf(
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
/** Blocks that nothing should deliver. */
export const hostile: fc.Arbitrary<Block> = anyBlockOf(
  hostileTrack,
  seconds,
  fc.oneof(fc.constantFrom(null, 5e-324, 5e-324, 1e-6, 0.05, 0.05, 0.9999999), number),
  fc.oneof(values, hostileValues),
);
