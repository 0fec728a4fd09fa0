import { describe, expect, it } from 'vitest';
import { aPlan, firstOf, judged, say, second } from '../../testing/judged-counts.ts';
import { assess } from './assess.ts';
import { standingsOf } from './standing.ts';

describe('limits in other words', () => {
  it('give the same ledgers: success_rate above 99 % is error_rate below 1 %', () => {
    const [errors, successes] = [aPlan(), aPlan({ gate: 'success_rate > 99%' })];
    const blocks = (at: number) => second([50, at % 7 === 0 ? 1 : 0]);
    const [one, other] = [judged(300, errors, blocks), judged(300, successes, blocks)];

    expect(firstOf(assess(other, successes)).e).toEqual(firstOf(assess(one, errors)).e);
    expect(firstOf(assess(other, successes)).bounds.limit).toBeCloseTo(0.99, 12);
    expect(firstOf(assess(other, successes)).bounds.observed).toBeGreaterThan(0.99);
  });

  it.each([
    ['error_rate < baseline * 2', [950, 19], [50, 0], 'pass/proven', [50, 5], 'fail/relative'],
    ['error_rate < baseline + 1%', [950, 9], [50, 0], 'pass/proven', [50, 5], 'fail/absolute'],
    ['success_rate > baseline - 1%', [950, 9], [50, 0], 'pass/proven', [50, 5], 'fail/absolute'],
    ['success_rate > baseline * 0.98', [950, 9], [50, 0], 'pass/proven', [50, 5], 'fail/absolute'],
  ] as const)('judge %s against the live stable track', (gate, stable, good, pass, bad, fail) => {
    const plan = aPlan({ gate });

    expect(say(judged(600, plan, second(good, stable)), plan)).toBe(pass);
    expect(say(judged(600, plan, second(bad, stable)), plan)).toBe(fail);
  });
});

describe('the words of a verdict', () => {
  it('say what was observed, and what follows', () => {
    const plan = aPlan();
    const failed = firstOf(assess(judged(4, plan, second([50, 2])), plan));
    const alone = aPlan({ hasBaseline: false });
    const failedAlone = firstOf(assess(judged(20, alone, second([50, 2], 'absent')), alone));
    const waiting = firstOf(assess(judged(5, plan, second([20, 0])), plan));

    expect(failed.text).toMatch(
      /^error_rate 4 % \(8 of 200\), stable 0\.11 %; not error_rate < 1%, and proven more than 1\.5 times stable \(E = [\d ]+ >= 160\)$/,
    );
    expect(failedAlone.text).toMatch(
      /^error_rate 4 % \(40 of 1 000\); error_rate < 1% is proven false \(E = 1\.2e10 >= 80\)$/,
    );
    expect(waiting.text).toMatch(
      /^error_rate 0 % \(0 of 100\), stable 0\.11 %; not proven yet \(E = 1\.\d+ < 20\), needs about \d+ more requests, \d+ s$/,
    );
    expect(waiting.needsRequests).toBeGreaterThan(300);
    expect(waiting.needsMinutes).toBeCloseTo((waiting.needsRequests ?? 0) / 1_200, 6);
  });

  it('know no needs for a rate that will not pass', () => {
    const plan = aPlan({ hasBaseline: false });

    expect(firstOf(assess(judged(100, plan, second([50, 1])), plan))).toMatchObject({
      needsRequests: null,
      needsMinutes: null,
    });
  });

  it('stand as the cheap standings do', () => {
    const plan = aPlan({ trigger: 'error_rate > 2%', gate: 'error_rate < 1%' });
    const state = judged(50, plan, second([50, 1]));

    expect(standingsOf(state, plan).stage).toEqual({
      state: assess(state, plan).state,
      reason: assess(state, plan).reason,
    });
  });
});
