import { describe, expect, it } from 'vitest';
import type { LatencyCounts } from '../measurement.ts';
import { asCounts } from './as-counts.ts';
import { type Collected, collect, countedOf, lay, nothingCollected, settle } from './collected.ts';

const own = (...counts: readonly (readonly [number, number])[]): LatencyCounts => ({ kind: 'own', counts });
const foreign = (...counts: readonly number[]): LatencyCounts => ({ kind: 'foreign', edges: [10, 20], counts });

const taking = (...blocks: readonly (LatencyCounts | null)[]): Collected => {
  const all = nothingCollected();
  for (const block of blocks) collect(all, block, lay(all, block));
  return all;
};
const countsIn = (all: Collected) => asCounts(countedOf(all));

describe('latencies as they come in', () => {
  it('are added up, whether they wait or were counted in between', () => {
    const [one, two] = [own([100, 3], [200, 1]), own([200, 4], [300, 2])];
    const sum = own([100, 3], [200, 5], [300, 2]);

    const between = taking(one);
    settle(between);
    collect(between, two, lay(between, two));

    expect(countsIn(taking(one, two))).toEqual(sum);
    expect(countsIn(between)).toEqual(sum);
    expect([taking(one, two).total, between.total]).toEqual([10, 10]);
  });

  it('count a block only when it is kept: one that was laid and left is gone', () => {
    const all = taking(own([100, 3]));

    lay(all, own([200, 7], [300, 9]));
    const next = own([400, 1]);
    collect(all, next, lay(all, next));

    expect(countsIn(all)).toEqual(own([100, 3], [400, 1]));
  });

  it('may be more of one bucket than fit beside its number', () => {
    const most = own([100, 2 ** 19 - 1]);
    const more = own([100, 2 ** 20], [200, 1]);

    expect(countsIn(taking(most, more, own([200, 1])))).toEqual(own([100, 2 ** 20 + 2 ** 19 - 1], [200, 2]));
  });

  it('begin anew where a source changes its buckets, and hold nothing of what it counted before', () => {
    const toOwn = taking(foreign(1, 2, 3), own([100, 4]), own([200, 1]));
    const toForeign = taking(own([100, 4]), foreign(1, 2, 3), foreign(1, 0, 0));

    expect([countsIn(toOwn), toOwn.total]).toEqual([own([100, 4], [200, 1]), 5]);
    expect([countsIn(toForeign), toForeign.total]).toEqual([foreign(2, 2, 3), 7]);
  });

  it('are still there after a block without any', () => {
    expect(countsIn(taking(own([100, 4]), null, own()))).toEqual(own([100, 4]));
    expect(countsIn(taking(null))).toBeNull();
  });
});
