import { describe, expect, it } from 'vitest';
import { aStableRecord, gateOf, logNormalLatencies, oneStage } from '../../../testing/power.ts';
import { minutes } from '../../kernel/duration.ts';
import { CALM } from '../ledger/tempering.ts';
import { type GatePower, gatePower, type Rollout } from './power.ts';
import { trialsNeeded } from './proof.ts';
import type { StableRecord } from './stable-record.ts';

const latencies = logNormalLatencies();
const rolloutOf = (stages: Rollout['stages']): Rollout => ({ stages, settings: { falsePass: 0.05, extend: 3 } });

function powerOf(text: string, rate: number, percent = 5, stable: Partial<StableRecord> = {}): GatePower {
  const record = { ...aStableRecord(rate, 0.0012, latencies), ...stable };
  return gatePower(rolloutOf(oneStage(percent, 10, text)), 0, gateOf(text), record);
}

describe('requests needed', () => {
  it('are those of the golden ledger where no error comes and nothing is tempered', () => {
    const clean = { limit: 0.01, share: 0, perRequest: 1, passAt: 20, leastSeen: 0 };

    expect(trialsNeeded(clean, () => 1)).toBe(408);
    expect(trialsNeeded(clean, () => 1 / 1.5)).toBe(612);
    expect(trialsNeeded({ ...clean, share: 0.01 }, () => 1)).toBeNull();
  });

  it('are never fewer than those in which the limit itself would have shown five events', () => {
    const calm = { burst: { seconds: 900, blocks: 900, events: 90, squares: 90 } };

    expect(powerOf('error_rate < 1%', 100, 5, { ...calm, errors: 0 }).needed).toBe(500);
    expect(powerOf('error_rate < 5%', 100, 5, { ...calm, errors: 0 }).needed).toBe(100);
  });

  it('do not depend on how fast they come, as long as the judge knows the stable track as little', () => {
    expect(powerOf('error_rate < 1%', 100).needed).toBe(powerOf('error_rate < 1%', 1000).needed);
  });

  it('grow as the limit comes nearer to what stable does, and there is no number once it is reached', () => {
    const needed = [3, 1, 0.5, 0.2].map((percent) => powerOf(`error_rate < ${percent}%`, 1000).needed ?? Infinity);

    expect(needed).toEqual([...needed].sort((one, other) => one - other));
    expect(powerOf('error_rate < 0.12%', 1000)).toMatchObject({ needed: null, minutes: null, state: 'too-few' });
  });

  it('are more for a latency against the baseline than for a limit far from it', () => {
    const margin = powerOf('latency_p99 < baseline * 1.1', 1000).needed ?? 0;
    const wider = powerOf('latency_p99 < baseline * 1.25', 1000).needed ?? 0;
    const absolute = powerOf('latency_p99 < 800ms', 1000).needed ?? 0;

    expect(margin).toBeGreaterThan(wider);
    expect(wider).toBeGreaterThan(absolute);
  });
});

describe('the state of a gate', () => {
  it('says whether the stage is long enough, extends, or cannot do it', () => {
    const states = [1, 10, 100].map((rate) => powerOf('error_rate < 1%', rate).state);

    expect(states).toEqual(['too-few', 'extends', 'enough']);
  });

  it('is unknown where stable shows nothing to prove it by', () => {
    expect(powerOf('latency_p99 < 500ms', 100, 5, { latency: null }).state).toBe('unknown');
    expect(powerOf('error_rate < baseline * 1.5', 100, 5, { errors: 0 }).state).toBe('unknown');
    expect(powerOf('throughput > 10req/s', 100).state).toBe('unknown');
  });

  it('counts the requests of earlier stages with the same gate', () => {
    const gate = gateOf('error_rate < 1%');
    const [first, last] = oneStage(5, 10, 'error_rate < 1%');
    if (first === undefined || last === undefined) throw new Error('no stages');
    const second = { ...first, weight: 250 as typeof first.weight, duration: minutes(1) };
    const both = gatePower(rolloutOf([first, second, last]), 1, gate, aStableRecord(20));
    const alone = gatePower(rolloutOf([second, last]), 0, gate, aStableRecord(20));

    expect([both.carried, both.expected, both.state]).toEqual([600, 300, 'enough']);
    expect([alone.carried, alone.expected, alone.state]).toEqual([0, 300, 'extends']);
    expect(both.chance ?? 0).toBeGreaterThan(alone.chance ?? 1);
  });

  it('is the harder side of `and`, the easier of `or`', () => {
    const [easy, hard] = ['error_rate < 5%', 'error_rate < 0.2%'];

    expect(powerOf(`${easy} and ${hard}`, 100).needed).toBe(powerOf(hard, 100).needed);
    expect(powerOf(`${easy} or ${hard}`, 100).needed).toBe(powerOf(easy, 100).needed);
    expect(powerOf(`${hard} or ${easy}`, 100).needed).toBe(powerOf(easy, 100).needed);
  });

  it('is found for any traffic with finite numbers', () => {
    const gates = [
      'error_rate < 1%',
      'latency_p99 < baseline * 1.1',
      'error_rate < baseline * 1.5',
      'success_rate > 99%',
    ];
    for (const gate of gates) {
      for (const rate of [1e-3, 1, 1e3, 1e7]) {
        const power = powerOf(gate, rate, 50);
        if (power.state === 'unknown') continue;
        for (const number of [power.expected, power.chance, power.chanceExtended, power.needed ?? 0]) {
          expect(Number.isFinite(number)).toBe(true);
        }
        expect(power.chance).toBeLessThanOrEqual((power.chanceExtended ?? 0) + 1e-12);
        expect(power.chanceExtended).toBeLessThanOrEqual(1);
      }
    }
  });

  it('takes the errors of a bursty stable track for less than their number', () => {
    const calm = powerOf('error_rate < 1%', 100, 5, {
      burst: { seconds: 3600, blocks: 3600, events: 432, squares: 484 },
    });
    const bursty = powerOf('error_rate < 1%', 100, 50, {
      burst: { seconds: 3600, blocks: 3600, events: 432, squares: 4320 },
    });
    const unknown = powerOf('error_rate < 1%', 100, 50, { burst: CALM });

    expect(calm.chance).toBeGreaterThan(0.99);
    // The judge is given what stable did, so it knows of the bursts from the first block on.
    expect(bursty.needed).toBeGreaterThan(2 * (unknown.needed ?? 0));
  });
});
