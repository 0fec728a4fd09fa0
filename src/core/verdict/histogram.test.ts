import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BUCKETS,
  BucketCounts,
  bucketOf,
  lowerEdge,
  merge,
  quantile,
  sparseOf,
  totalOf,
  upperEdge,
} from './histogram.ts';

const duration = fc.double({ min: 2 ** -10, max: 2 ** 22 - 1, noNaN: true });

describe('bucketOf', () => {
  it('puts 180 ms into bucket 2228', () => {
    expect(bucketOf(180)).toBe(2228);
  });

  it('refuses what is no duration', () => {
    expect([-1, -1e-300, Number.NaN, Infinity, -Infinity].map(bucketOf)).toEqual(Array(5).fill(undefined));
  });

  it('counts zero, whatever its sign, and what is too short in the first bucket', () => {
    expect([0, -0, 1e-12, 2 ** -10].map(bucketOf)).toEqual([0, 0, 0, 0]);
  });

  it('counts what is longer than the range in the last bucket', () => {
    expect([2 ** 22, 1e12, Number.MAX_VALUE].map(bucketOf)).toEqual([BUCKETS - 1, BUCKETS - 1, BUCKETS - 1]);
  });

  it('puts each duration between the edges of its bucket, the lower one inside', () => {
    fc.assert(
      fc.property(duration, (ms) => {
        const bucket = bucketOf(ms) ?? -1;
        expect(lowerEdge(bucket)).toBeLessThanOrEqual(ms);
        expect(upperEdge(bucket)).toBeGreaterThan(ms);
      }),
    );
  });
});

describe('edges', () => {
  it('join without a gap, and each bucket begins with its lower edge', () => {
    for (let bucket = 1; bucket < BUCKETS; bucket++) {
      expect(lowerEdge(bucket)).toBe(upperEdge(bucket - 1));
      expect(bucketOf(lowerEdge(bucket))).toBe(bucket);
    }
  });

  it('are at most 0.8 % apart', () => {
    for (let bucket = 1; bucket < BUCKETS - 1; bucket++) {
      expect(upperEdge(bucket) / lowerEdge(bucket)).toBeLessThanOrEqual(1.0079);
    }
  });

  it('begin at nothing and end nowhere', () => {
    expect(lowerEdge(0)).toBe(0);
    expect(upperEdge(BUCKETS - 1)).toBe(Infinity);
  });
});

describe('sparse histograms', () => {
  const dense = fc.array(fc.nat(5), { minLength: 1, maxLength: 60 });

  it('keep what was counted, by rising bucket', () => {
    expect(sparseOf([0, 3, 0, 1])).toEqual([
      [1, 3],
      [3, 1],
    ]);
  });

  it('merge to the sum of both', () => {
    fc.assert(
      fc.property(dense, dense, (one, other) => {
        const both = Array.from({ length: 60 }, (_, bucket) => (one[bucket] ?? 0) + (other[bucket] ?? 0));
        expect(merge(sparseOf(one), sparseOf(other))).toEqual(sparseOf(both));
        expect(totalOf(sparseOf(both))).toBe(both.reduce((sum, count) => sum + count, 0));
      }),
    );
  });
});

describe('quantile', () => {
  const counted = sparseOf(
    Array.from({ length: BUCKETS }, (_, bucket) => (bucket === 2176 || bucket === 2304 ? 50 : 0)),
  );

  it('lies between the edges of the bucket that reaches its share', () => {
    expect(quantile(counted, 0.5)).toEqual({ low: 128, high: 129 });
    expect(quantile(counted, 0.51)).toEqual({ low: 256, high: 258 });
    expect(quantile(counted, 1)).toEqual({ low: 256, high: 258 });
    expect(quantile(counted, 0)).toEqual({ low: 128, high: 129 });
  });

  it('is not known when nothing was counted', () => {
    expect(quantile([], 0.99)).toBeUndefined();
  });
});

describe('counting many at a time', () => {
  it('counts each where one by one would, also what is no duration or lies outside of the buckets', () => {
    const odd = [0, -0, Number.NaN, -1, Infinity, -Infinity, 1e-12, 5e6, 1e300, Number.MIN_VALUE];
    const lengths = [0, 1, 3, 4, 5, 1_000, 4_099];
    for (const length of lengths) {
      const durations = Float64Array.from({ length }, (_, at) =>
        at % 37 === 5 ? (odd[at % odd.length] ?? 0) : 80 * 1.003 ** ((at * 7_919) % 2_000),
      );
      const one = new Uint32Array(BUCKETS);
      for (const duration of durations) {
        const bucket = bucketOf(duration);
        if (bucket !== undefined) one[bucket] = (one[bucket] ?? 0) + 1;
      }
      const many = new BucketCounts();

      many.countAll(durations);

      expect(many.take()).toEqual(sparseOf(one));
      expect(many.take()).toEqual([]);
    }
  });
});
