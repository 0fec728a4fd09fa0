import { BucketCounts } from '../../../src/core/verdict/histogram.ts';
import { normalBelow } from '../../../src/testing/normal.ts';
import type { Row } from '../claim.ts';
import { Random } from '../random.ts';
import { DdSketch } from './dd-sketch.ts';

const VALUES = 1 << 16;
const ROUNDS = 201;

/** Half of our bucket's width: the sketch is asked for the accuracy that our buckets have. */
const ACCURACY = 0.004;

/** Counting an array of durations by bucket, beside a DDSketch, and beside a loop that only sums the same array: medians of rounds taken in turn. */
export function ingestRows(): readonly Row[] {
  const values = latencies();
  const counts = new BucketCounts();
  const sketch = new DdSketch(ACCURACY);
  const work = {
    ours: (): number => {
      counts.countAll(values);
      return 1;
    },
    sum: (): number => {
      let sum = 0;
      for (let at = 0; at < VALUES; at += 1) sum += values[at] ?? 0;
      return sum;
    },
    sketch: (): number => {
      for (let at = 0; at < VALUES; at += 1) sketch.accept(values[at] ?? 0);
      return sketch.count;
    },
  };
  const times: Record<keyof typeof work, number[]> = { ours: [], sum: [], sketch: [] };
  let kept = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of ['ours', 'sum', 'sketch'] as const) {
      const begun = performance.now();
      kept += work[name]();
      times[name].push(performance.now() - begun);
    }
  }
  if (!(kept > 0)) throw new Error('nothing was counted');
  const each = (name: keyof typeof work): number => (1e6 * least(times[name])) / VALUES;
  const [ours, sum, dd] = [each('ours'), each('sum'), each('sketch')];
  return [
    {
      claim: 'histogram ingest against DDSketch',
      measured: `${(dd / ours).toFixed(1)}x (${ours.toFixed(2)} ns to ${dd.toFixed(2)} ns a value)`,
      goal: '>= 10x',
      held: dd >= 10 * ours,
      stretch: false,
    },
    {
      claim: 'histogram ingest against a bare array-sum loop',
      measured: `${(ours / sum).toFixed(2)}x (${sum.toFixed(2)} ns a value)`,
      goal: '<= 1.50x',
      held: ours <= 1.5 * sum,
      stretch: false,
    },
  ];
}

/** The undisturbed time: other work on the machine only ever adds to it. */
const least = (times: readonly number[]): number => Math.min(...times.slice(5));

/** Log-normal latencies around 80 ms, found by halving a uniform number's place. */
function latencies(): Float64Array {
  const random = new Random(1);
  return Float64Array.from({ length: VALUES }, () => {
    const place = random.next();
    let [low, high] = [-5, 5];
    for (let step = 0; step < 40; step += 1) {
      const middle = (low + high) / 2;
      if (normalBelow(middle) < place) low = middle;
      else high = middle;
    }
    return 80 * Math.exp(0.6 * low);
  });
}
