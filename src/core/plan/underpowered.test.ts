import { describe, expect, it } from 'vitest';
import { anOpening, aRelease, aUnitSpec, NOON } from '../../testing/builders.ts';
import { aStableRecord } from '../../testing/power.ts';
import type { DeploymentId } from '../kernel/id.ts';
import { powerCheckOf } from '../verdict/power/power-check.ts';
import { powerLines } from '../verdict/power/power-text.ts';
import type { StableTraffic } from '../verdict/power/stable-record.ts';
import type { Plan } from './plan.ts';
import { planOf } from './seal.ts';
import { refuseUnderpowered } from './underpowered.ts';

const [first, second] = [aRelease('1'), aRelease('2')];
const serving = { release: first, deployment: 'dep_1' as DeploymentId, since: NOON };

/** Error rate below 1 % at 5 % for 10 min, then at 25 % for 15 min, then in the bake. */
const planWith = (underpowered: 'refuse' | 'accept' = 'refuse'): Plan => {
  const spec = aUnitSpec();
  return planOf(
    anOpening('dep_2', second, { spec: { ...spec, verdict: { ...spec.verdict, underpowered } } }),
    second,
    serving,
  );
};

const trafficOf = (rate: number, seconds = 900): StableTraffic => ({
  record: {
    ...aStableRecord(rate),
    seconds,
    arrivals: rate * seconds,
    requests: rate * seconds,
    errors: Math.round(rate * seconds * 0.0012),
  },
  why: '',
});

const refusalAt = (traffic: StableTraffic, plan = planWith()) => refuseUnderpowered(plan, powerCheckOf(plan, traffic));

describe('a plan whose gates cannot be proven', () => {
  it('is refused, with what it needs, what it gets, and changes that suffice', () => {
    const refusal = refusalAt(trafficOf(2));

    expect(refusal?.code).toBe('underpowered');
    expect(refusal?.message).toContain('"error_rate < 1%" (stage 1, 5 % for 10m) cannot be proven');
    expect(refusal?.message).toMatch(/needs 8\d\d candidate requests; the stage brings 60, and 180 when it extends/);
    expect(refusal?.remedy).toMatch(/suffices in stage 1: duration: \w+ · error_rate < \d+%/);
    expect(refusal?.remedy).toContain('verdict: { underpowered: accept }');
  });

  it('goes on where it says that a person decides then', () => {
    expect(refusalAt(trafficOf(2), planWith('accept'))).toBeNull();
    expect(planWith('accept').judge.underpowered).toBe('accept');
  });

  it('goes on where the extension is long enough', () => {
    expect(refusalAt(trafficOf(10))).toBeNull();
  });

  it('is refused for nothing while nothing is known: a first release, no traffic, a record shorter than a minute', () => {
    const plan = planOf(anOpening('dep_1', first), first, null);

    expect(powerCheckOf(plan, trafficOf(2)).kind).toBe('unknown');
    expect(refusalAt(trafficOf(2), plan)).toBeNull();
    expect(refusalAt({ record: null, why: 'router has seen no request to stable' })).toBeNull();
    expect(refusalAt(trafficOf(2, 59))).toBeNull();
    expect(refusalAt(trafficOf(2, 60))).not.toBeNull();
  });
});

describe('the power check, shown', () => {
  it('says of each gate what it needs, what it gets and how often a healthy release passes', () => {
    const lines = powerLines(powerCheckOf(planWith(), trafficOf(10)));

    expect(lines[0]).toBe('stable: 10 requests a second and 0.12 % errors in the last 15m');
    expect(lines[1]).toMatch(
      /^stage 1: error_rate < 1%: EXTENDS needs 8\d\d requests, gets 300; a healthy release passes 0 % by the planned end, 7\d % with the extension$/,
    );
    expect(lines[2]).toMatch(
      /^stage 2: error_rate < 1%: needs 8\d\d requests, gets 2250, 300 carried over; .* 100 % with the extension$/,
    );
    expect(lines).toHaveLength(4);
  });

  it('marks what cannot be proven, and says why nothing is known', () => {
    expect(powerLines(powerCheckOf(planWith('accept'), trafficOf(2)))[1]).toContain(
      'error_rate < 1%: UNDERPOWERED needs',
    );
    expect(powerLines(powerCheckOf(planWith(), { record: null, why: 'router: it is away' }))).toEqual([
      'not known whether the gates can be proven: router: it is away',
    ]);
  });
});
