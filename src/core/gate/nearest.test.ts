import { describe, expect, it } from 'vitest';
import { editDistance, nearestName } from './nearest.ts';

describe('the nearest name', () => {
  it.each([
    ['eror_rate', 'error_rate'],
    ['erorr_rate', 'error_rate'],
    ['latencyp99', 'latency_p99'],
    ['LATENCY_P99', 'latency_p99'],
    ['xyz', null],
    ['q', null],
    ['', null],
    ['e'.repeat(5000), null],
  ])('to %s is %s', (name, nearest) => {
    expect(nearestName(name, ['error_rate', 'latency_p99', 'throughput'])).toBe(nearest);
  });

  it('is the first of equally near ones', () => {
    expect(nearestName('stagex', ['stage1', 'stage2'])).toBe('stage1');
  });

  it('counts letters added, dropped, changed and swapped', () => {
    expect(editDistance('', 'abc')).toBe(3);
    expect(editDistance('gate', 'gates')).toBe(1);
    expect(editDistance('gate', 'gaet')).toBe(1);
    expect(editDistance('kitten', 'sitting')).toBe(3);
  });
});
