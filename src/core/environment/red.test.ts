import { describe, expect, it } from 'vitest';
import type { Gate, Trigger } from '../gate/gate.ts';
import { parseGate, parseTrigger } from '../gate/grammar.ts';
import { bucketOf } from '../verdict/histogram.ts';
import { addLatencies } from '../verdict/latency/distribution.ts';
import { CALM } from '../verdict/ledger/tempering.ts';
import type { StableRecord } from '../verdict/power/stable-record.ts';
import { brokenLimits } from './red.ts';

const OPTIONS = { metrics: [], baselineAllowed: true };
const gate = (text: string): Gate => parseGate(text, OPTIONS) as Gate;
const trigger = (text: string): Trigger => parseTrigger(text, OPTIONS) as Trigger;
const stable = (changes: Partial<StableRecord>): StableRecord => ({
  ...{ seconds: 60, arrivals: 1_000, requests: 1_000, errors: 0, latency: null, burst: CALM },
  ...changes,
});
const latencies = (pairs: readonly (readonly [number, number])[]) =>
  addLatencies(null, { kind: 'own', counts: pairs.map(([ms, count]) => [bucketOf(ms) ?? 0, count] as const) } as never);
const broken = (of: StableRecord, gates: readonly string[], triggers: readonly string[] = []) =>
  brokenLimits({ gates: gates.map(gate), triggers: triggers.map(trigger) }, of);

describe('what serves, held against the gates of what is to come', () => {
  it('is inside while it fails as seldom as the gate allows', () => {
    expect(broken(stable({ errors: 9 }), ['error_rate < 1%'], ['error_rate > 2%'])).toEqual([]);
  });

  it('is not called red for what a healthy service shows by chance', () => {
    expect(broken(stable({ errors: 15 }), ['error_rate < 1%'])).toEqual([]);
    expect(broken(stable({ requests: 20, errors: 3 }), ['error_rate < 1%'])).toEqual([]);
  });

  it('is red when it fails more often than a gate or a trigger allows, in numbers', () => {
    expect(broken(stable({ errors: 60 }), ['error_rate < 1%'], ['error_rate > 2%'])).toEqual([
      'error_rate < 1%: stable shows 6 % of 1000 requests',
      'error_rate > 2%: stable shows 6 % of 1000 requests',
    ]);
  });

  it('is red when it is slower than a gate allows', () => {
    const slow = latencies([
      [20, 900],
      [900, 100],
    ]);

    expect(broken(stable({ latency: slow }), ['latency_p99 < 500ms'])).toMatchObject([
      expect.stringMatching(/^latency_p99 < 500ms: stable shows at least \d+ ms$/),
    ]);
    expect(broken(stable({ latency: slow }), ['latency_p50 < 500ms'])).toEqual([]);
  });

  it('has no limit of its own in a comparison with itself, nor in one side of an or', () => {
    const bad = stable({ errors: 500 });

    expect(broken(bad, ['error_rate <= baseline * 1.5'])).toEqual([]);
    expect(broken(bad, ['error_rate < 1% or latency_p99 < 10ms'])).toEqual([]);
    expect(broken(bad, ['error_rate < 1% and latency_p99 < 10ms'])).toHaveLength(1);
  });
});
