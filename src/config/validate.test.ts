import { describe, expect, it } from 'vitest';
import { aConfiguration, environmentOf, shortProblems } from './fixtures/configuration.ts';

const staging = (validate: string): string =>
  aConfiguration({ staging: `{ target: { command: [node] }, validate: { smoke: { run: x }, ${validate} } }` });
const checksOf = (validate: string) => environmentOf(staging(validate), 'staging').checks;

describe('what a check looks at beside its exit code', () => {
  it('suites have names for people', () => {
    expect(checksOf('integration: { run: x, suites: { API tests: "api.*", E2E tests: "e2e.*" } }')).toMatchObject({
      integration: {
        suites: [
          { name: 'API tests', pattern: 'api.*' },
          { name: 'E2E tests', pattern: 'e2e.*' },
        ],
      },
    });
  });

  it('a performance run has results and limits, also compared with the last stable release', () => {
    const limits = '[latency_p99 <= baseline * 1.1, throughput >= baseline * 0.95, duration_mean < 2s]';

    expect(
      checksOf(`performance: { run: x, results: perf.json, baseline: last-production, limits: ${limits} }`),
    ).toMatchObject({
      performance: {
        results: 'perf.json',
        compareTo: 'last-production',
        limits: [
          { condition: { metric: 'latency_p99', operator: '<=', limit: { kind: 'baseline', factor: 1.1 } } },
          { condition: { metric: 'throughput', operator: '>=', limit: { kind: 'baseline', factor: 0.95 } } },
          {
            condition: { metric: 'duration_mean', limit: { kind: 'quantity', quantity: { value: 2_000, unit: 'ms' } } },
          },
        ],
      },
    });
  });

  it('a security check has files of scanners and says what is let through', () => {
    expect(
      checksOf(
        'security: { run: x, sarif: "*.sarif", audit: a.json, fail_on: { critical: 0, high: 2 }, compare_to: last-production }',
      ),
    ).toMatchObject({
      security: { sarif: '*.sarif', audit: 'a.json', failOn: { critical: 0, high: 2 }, compareTo: 'last-production' },
    });
  });

  it('what is not written is not there, so that older plans keep their digest', () => {
    expect(checksOf('performance: { run: x }, security: { run: y }')).toMatchObject({
      performance: { run: 'x', timeout: 900_000, junit: null },
      security: { run: 'y', timeout: 900_000, junit: null },
    });
    expect(Object.keys(checksOf('performance: { run: x }').performance ?? {}).toSorted()).toEqual([
      'junit',
      'run',
      'timeout',
    ]);
  });
});

it.each([
  ['performance: { run: x, limits: [latency_p99 < 1s] }', ['results-missing 8: limits']],
  ['performance: { run: x, baseline: last-production }', ['results-missing 8: baseline']],
  [
    'performance: { run: x, results: r, limits: [latency_p99 <= baseline] }',
    ['baseline-missing 8: latency_p99 <= baseline'],
  ],
  ['performance: { run: x, results: r, limits: [latency_p99 < 1%] }', ['gate-unit 8: latency_p99 < 1%']],
  ['performance: { run: x, results: r, limits: [latency < 1s] }', ['gate-metric 8: latency']],
  [
    'performance: { run: x, results: r, limits: [latency_p99 < 1s and throughput > 1 req/s] }',
    ['limit-joined 8: latency_p99 < 1s and throughput > 1 req/s'],
  ],
  ['security: { run: x, fail_on: { high: 0 } }', ['findings-missing 8: fail_on']],
  ['security: { run: x, compare_to: last-production }', ['findings-missing 8: compare_to']],
  ['security: { run: x, sarif: s, fail_on: { fatal: 0 } }', ['unknown-key 8: fatal']],
  ['security: { run: x, sarif: s, fail_on: { high: -1 } }', ['out-of-range 8: -1']],
])('%s is refused', (validate, problems) => {
  expect(shortProblems(staging(validate))).toEqual(problems);
});
