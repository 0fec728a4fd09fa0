import { describe, expect, it } from 'vitest';
import { readPerformance } from './performance.ts';

const read = (value: unknown) =>
  readPerformance(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));
const own = (metrics: unknown) => ({ schema: 'plimsoll.perf/v1', metrics });

describe('the forms of performance results', () => {
  it('own ones keep their figures, in the units of gates', () => {
    expect(
      read(
        own({
          latency_p99: { value: 0.175, unit: 's' },
          error_rate: { value: 0.5, unit: '%' },
          throughput: { value: 1_250, unit: 'req/s' },
          heap_objects: { value: 12 },
        }),
      ),
    ).toEqual({
      figures: [
        { metric: 'latency_p99', value: 175, unit: 'ms' },
        { metric: 'error_rate', value: 0.005, unit: '%' },
        { metric: 'throughput', value: 1_250, unit: 'req/s' },
        { metric: 'heap_objects', value: 12, unit: '' },
      ],
    });
  });

  it('autocannon’s', () => {
    const latency = { average: 4, p50: 3, p90: 8, p99: 21, p99_9: 40 };
    const requests = { average: 980.4, total: 9_800 };

    expect(read({ latency, requests, errors: 10, timeouts: 0, non2xx: 88 })).toEqual({
      figures: [
        { metric: 'latency_p50', value: 3, unit: 'ms' },
        { metric: 'latency_p90', value: 8, unit: 'ms' },
        { metric: 'latency_p99', value: 21, unit: 'ms' },
        { metric: 'latency_p99_9', value: 40, unit: 'ms' },
        { metric: 'throughput', value: 980.4, unit: 'req/s' },
        { metric: 'error_rate', value: 0.01, unit: '%' },
      ],
    });
  });

  it.each([
    ['as exported', (values: object) => values],
    ['as handed to handleSummary', (values: object) => ({ type: 'trend', values })],
  ])('k6’s summary %s', (_, put) => {
    const metrics = {
      http_req_duration: put({ med: 43, 'p(95)': 120, 'p(99)': 175 }),
      http_reqs: put({ count: 75_000, rate: 1_250 }),
      http_req_failed: put({ rate: 0.002 }),
    };

    expect(read({ metrics })).toEqual({
      figures: [
        { metric: 'latency_p50', value: 43, unit: 'ms' },
        { metric: 'latency_p95', value: 120, unit: 'ms' },
        { metric: 'latency_p99', value: 175, unit: 'ms' },
        { metric: 'throughput', value: 1_250, unit: 'req/s' },
        { metric: 'error_rate', value: 0.002, unit: '%' },
      ],
    });
  });

  it('hyperfine’s, of its first command', () => {
    const times = { mean: 0.25, median: 0.2, min: 0.1, max: 0.5 };

    expect(
      read({
        results: [
          { command: 'a', ...times },
          { command: 'b', mean: 9 },
        ],
      }),
    ).toEqual({
      figures: [
        { metric: 'duration_mean', value: 250, unit: 'ms' },
        { metric: 'duration_median', value: 200, unit: 'ms' },
        { metric: 'duration_min', value: 100, unit: 'ms' },
        { metric: 'duration_max', value: 500, unit: 'ms' },
      ],
    });
  });
});

it.each<[string, unknown, string]>([
  ['no JSON', '{', 'is no JSON'],
  ['a list', [], 'holds no JSON object'],
  ['another schema', { schema: 'plimsoll.perf/v2', metrics: {} }, 'has a schema that is not read: plimsoll.perf/v2'],
  ['no form that is known', { hello: 1 }, 'is no performance result'],
  ['no figure', own({}), 'holds no figure'],
  ['a value that is no number', own({ latency_p99: { value: '175', unit: 'ms' } }), 'says of latency_p99 no value'],
  ['a value below zero', own({ latency_p99: { value: -1, unit: 'ms' } }), 'says of latency_p99 no value'],
  ['a unit that is not known', own({ latency_p99: { value: 1, unit: 'fortnight' } }), 'says of latency_p99 no value'],
  ['a name that is none', own({ 'a b\u0007': { value: 1, unit: 'ms' } }), 'says of a b no value'],
  ['deep nesting', `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`, 'is nested deeper than 64'],
])('%s is a problem, not a result', (_, text, problem) => {
  expect(read(text)).toEqual({ problem: expect.stringContaining(problem) });
});
