import { describe, expect, it } from 'vitest';
import { parseGate } from '../gate/grammar.ts';
import { isGateProblem } from '../gate/problem.ts';
import type { Baseline, PerformanceFigure } from './measured.ts';
import { assessPerformance, problemOfPerformance } from './performance.ts';

const limit = (text: string) => {
  const gate = parseGate(text, { baselineAllowed: true });
  if (isGateProblem(gate)) throw new Error(gate.message);
  return gate;
};
const p99 = (value: number): PerformanceFigure => ({ metric: 'latency_p99', value, unit: 'ms' });
const lastStable = (...performance: PerformanceFigure[]): Baseline => ({
  ...{ version: '1.0', commit: 'c', environment: 'staging', performance },
});
const TEN_PERCENT = limit('latency_p99 <= baseline * 1.1');

const states = (...asked: Parameters<typeof assessPerformance>) =>
  assessPerformance(...asked).map(({ metric, state }) => `${metric} ${state}`);

describe('a figure and its limit', () => {
  it.each([
    [198, 'within'],
    [198.1, 'outside'],
  ])('given a baseline of 180 ms, when it is %s ms, then it is %s of baseline * 1.1', (value, state) => {
    expect(states([p99(value)], [TEN_PERCENT], lastStable(p99(180)))).toEqual([`latency_p99 ${state}`]);
  });

  it.each(['<', '<=', '>', '>='])('keeps to %s exactly', (operator) => {
    const kept = [99, 100, 101].filter(
      (value) => states([p99(value)], [limit(`latency_p99 ${operator} 100ms`)], null)[0] === 'latency_p99 within',
    );

    expect(kept).toEqual({ '<': [99], '<=': [99, 100], '>': [101], '>=': [100, 101] }[operator]);
  });

  it('given no baseline, then it neither passes nor fails, and that is told', () => {
    const assessed = assessPerformance([p99(1)], [TEN_PERCENT], null);

    expect(assessed).toMatchObject([{ state: 'no-baseline', baseline: null }]);
    expect(problemOfPerformance(assessed)).toBeNull();
  });

  it('given no baseline, a fixed limit still binds', () => {
    expect(states([p99(900)], [TEN_PERCENT, limit('latency_p99 < 800ms')], null)).toEqual(['latency_p99 outside']);
  });

  it('a baseline in another unit is none', () => {
    const other = lastStable({ metric: 'latency_p99', value: 180, unit: 'req/s' });

    expect(states([p99(1)], [TEN_PERCENT], other)).toEqual(['latency_p99 no-baseline']);
  });

  it('a figure in another unit than its limit keeps nothing', () => {
    const wrong = { metric: 'latency_p99', value: 1, unit: '%' };

    expect(states([wrong], [limit('latency_p99 < 800ms')], null)).toEqual(['latency_p99 outside']);
  });

  it('a limit whose figure the run did not report fails, by name', () => {
    const assessed = assessPerformance([], [limit('throughput >= 1000 req/s')], null);

    expect(assessed).toMatchObject([{ metric: 'throughput', state: 'not-measured' }]);
    expect(problemOfPerformance(assessed)).toBe('throughput was not measured, and throughput >= 1000req/s needs it');
  });

  it('a figure without a limit is shown and judged by nobody', () => {
    const assessed = assessPerformance([p99(175)], [], lastStable(p99(180)));

    expect(assessed).toMatchObject([{ state: 'not-limited', current: 175, baseline: 180 }]);
    expect(problemOfPerformance(assessed)).toBeNull();
  });

  it('says what broke, with both values', () => {
    expect(problemOfPerformance(assessPerformance([p99(220)], [TEN_PERCENT], lastStable(p99(180))))).toBe(
      'latency_p99 is 220ms (baseline 180ms), not latency_p99 <= baseline * 1.1',
    );
  });
});
