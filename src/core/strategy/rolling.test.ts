import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aRolling } from '../../testing/builders.ts';
import { ALL } from '../kernel/weight.ts';
import { batchesOf, evenWeight, floorOf, replacingOf } from './rolling.ts';
import { parseShare, roundedDown, roundedUp, type Share, shareText } from './share.ts';

const percent = (value: number): Share => ({ kind: 'percent', percent: value });
const count = (value: number): Share => ({ kind: 'count', count: value });

describe('a share of instances', () => {
  it.each([
    [percent(25), 4, 1, 1],
    [percent(25), 5, 1, 2],
    [percent(25), 3, 0, 1],
    [percent(7), 100, 7, 7],
    [percent(0), 9, 0, 0],
    [percent(100), 3, 3, 3],
    [count(2), 5, 2, 2],
    [count(9), 5, 5, 9],
  ])('%o of %i: at most %i may be missing, at most %i beside the others', (share, all, missing, more) => {
    expect([roundedDown(share, all), roundedUp(share, all)]).toEqual([missing, more]);
  });

  it.each(['0', '3', '25%', '100%'])('%s is read and written alike', (text) => {
    expect(shareText(parseShare(text) as Share)).toBe(text);
  });

  it.each(['', '-1', '1.5', '101%', '%', '25 %', '9999999'])('%j is none', (text) => {
    expect(parseShare(text)).toBeUndefined();
  });
});

describe('batches', () => {
  const stagesFor = (maxUnavailable: Share, maxSurge: Share, candidate: number, stable = candidate) => {
    const spec = aRolling({ maxUnavailable, maxSurge });
    const replacing = replacingOf(spec, { candidate, stable });
    return replacing === null ? null : batchesOf(spec, replacing, { candidate, stable });
  };
  const servingIn = (stages: ReturnType<typeof stagesFor>) =>
    stages?.map(({ serving }) => [serving?.candidate, serving?.stable]);

  it('are as large as the surge allows, and the last one has no time of its own', () => {
    const stages = stagesFor(percent(25), percent(25), 4);

    expect(servingIn(stages)).toEqual([
      [1, 3],
      [2, 2],
      [3, 1],
      [4, 0],
    ]);
    expect(stages?.map(({ weight }) => weight)).toEqual([250, 500, 750, ALL]);
    expect(stages?.map(({ duration }) => duration !== null)).toEqual([true, true, true, false]);
  });

  it('are as large as may be missing where nothing may be beside the others', () => {
    expect(servingIn(stagesFor(count(2), count(0), 5))).toEqual([
      [2, 3],
      [4, 1],
      [5, 0],
    ]);
  });

  it('are none where the limits round to nothing', () => {
    expect(stagesFor(percent(25), percent(0), 3)).toBeNull();
  });

  it('also replace a unit that grows or shrinks', () => {
    expect(servingIn(stagesFor(count(0), count(1), 1, 3))).toEqual([
      [1, 2],
      [1, 1],
      [1, 0],
    ]);
    expect(servingIn(stagesFor(count(0), count(1), 4, 2))).toEqual([
      [1, 1],
      [4, 0],
    ]);
  });

  it('never go under the floor, never run over the surge, and end with the candidate alone', () => {
    const share = fc.oneof(fc.nat(100).map(percent), fc.nat(12).map(count));
    const size = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(share, share, size, size, (maxUnavailable, maxSurge, candidate, stable) => {
        const spec = aRolling({ maxUnavailable, maxSurge });
        const replacing = replacingOf(spec, { candidate, stable });
        if (replacing === null) return;
        const stages = batchesOf(spec, replacing, { candidate, stable });
        const floor = floorOf(replacing, { candidate, stable });
        let before = { candidate: 0, stable };
        for (const { serving = before, weight } of stages) {
          const between =
            replacing.first === 'prepare' ? serving.candidate + before.stable : before.candidate + serving.stable;
          const least = Math.min(between, serving.candidate + serving.stable);
          expect(least).toBeGreaterThanOrEqual(floor);
          if (serving.stable > 0) expect(between).toBeLessThanOrEqual(Math.max(candidate, stable) + replacing.surge);
          expect(weight).toBe(serving.stable === 0 ? ALL : evenWeight(serving));
          before = serving;
        }
        expect(before).toEqual({ candidate, stable: 0 });
      }),
      { numRuns: 2_000 },
    );
  });
});
