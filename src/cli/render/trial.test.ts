import { describe, expect, it } from 'vitest';
import type { GateTrial, MeasuredMetric } from '../../api/trial.ts';
import { measuredText, trialText } from './trial.ts';

const aTrial = (changes: Partial<GateTrial> = {}): GateTrial => ({
  unit: 'checkout',
  environment: 'production',
  gate: 'error_rate < 1%',
  deployment: 'dep_1',
  judged: 'candidate',
  seconds: 401,
  readAt: '2026-11-20T12:00:00.000Z',
  note: null,
  verdict: {
    gate: 'error_rate < 1%',
    kind: 'gate',
    state: 'collecting',
    reason: 'insufficient',
    e: { absolute: 0.2, relative: 1.1, shift: null, pass: 4.2, failAt: 160, passAt: 20 },
    bounds: { low: 0.0014, high: 0.0062, observed: 0.0031, baseline: 0.0028, limit: 0.01, unit: 'ratio' },
    requests: 4_812,
    errors: 15,
    needsRequests: 190,
    needsMinutes: 1.3,
    text: 'error_rate 0.31 % (15 of 4 812), stable 0.28 %; not proven yet',
  },
  ...changes,
});

describe('a gate tried', () => {
  it('shows verdict, sentence, bounds, counts, and what it needs', () => {
    expect(trialText(aTrial(), false)).toBe(
      [
        '… error_rate < 1%   collecting/insufficient',
        '  error_rate 0.31 % (15 of 4 812), stable 0.28 %; not proven yet',
        '  observed 0.31 % · bounds 0.14–0.62 % · stable 0.28 % · limit 1 %',
        '  4 812 requests, 15 errors in 6m41s of the candidate of dep_1',
        '  needs about 190 more requests, about 1m18s',
      ].join('\n'),
    );
  });

  it('without data says so', () => {
    const nothing = aTrial({
      verdict: null,
      deployment: null,
      judged: 'stable',
      note: 'no data: router does not answer',
    });

    expect(trialText(nothing, false)).toBe('error_rate < 1%   not tried\n  no data: router does not answer');
  });
});

describe('a metric read', () => {
  const aMeasuredMetric = (changes: Partial<MeasuredMetric> = {}): MeasuredMetric => ({
    unit: 'checkout',
    environment: 'production',
    metric: 'latency_p99',
    measuredIn: 'ms',
    source: 'router',
    seconds: 60,
    readAt: '2026-11-20T12:00:00.000Z',
    stable: { kind: 'value', value: 181, from: 180, requests: 600, errors: 6 },
    candidate: { kind: 'absent', why: 'no-requests', detail: 'no request to candidate in this time' },
    ...changes,
  });

  it('has units, counts and the time with its zone', () => {
    expect(measuredText(aMeasuredMetric(), 'Europe/Berlin')).toBe(
      [
        'latency_p99 on production · source router · last 1m00s to 13:00:00+01:00',
        '  stable     180–181 ms   6 errors of 600 requests',
        '  candidate  no-requests: no request to candidate in this time',
      ].join('\n'),
    );
  });

  it('shows a value that its source gave as it is', () => {
    const stable = { kind: 'value', value: 31.5, from: null, requests: null, errors: null } as const;

    expect(measuredText(aMeasuredMetric({ measuredIn: '/min', stable }), 'UTC')).toContain('  stable     31.5 /min\n');
  });
});
