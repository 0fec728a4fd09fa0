import { describe, expect, it } from 'vitest';
import {
  aBlueGreen,
  anEnvironment,
  anErrorRateGate,
  anOpening,
  aRelease,
  aRolling,
  aUnitSpec,
  NOON,
} from '../../testing/builders.ts';
import type { Gate } from '../gate/gate.ts';
import { minutes } from '../kernel/duration.ts';
import type { DeploymentId } from '../kernel/id.ts';
import { ALL, type Weight } from '../kernel/weight.ts';
import type { Stage } from '../strategy/strategy.ts';
import { canonical } from './canonical.ts';
import { bakeGatesOf, planOf } from './seal.ts';

const release = aRelease('2');
const stable = { release: aRelease('1'), deployment: 'dep_1' as DeploymentId, since: NOON };
const opening = anOpening('dep_2', release);
const relative: Gate = {
  text: 'error_rate < 1.5x baseline',
  condition: {
    kind: 'compare',
    metric: 'error_rate',
    operator: '<',
    limit: { kind: 'baseline', factor: 1.5, plus: null },
  },
};

describe('the plan', () => {
  it('is the same text for the same values, whoever asked and when', () => {
    const other = { ...opening, reason: 'hurry', openedAt: NOON + 1 } as typeof opening;

    expect(canonical(planOf(other, release, stable))).toBe(canonical(planOf(opening, release, stable)));
    expect(canonical(planOf(opening, aRelease('3'), stable))).not.toBe(canonical(planOf(opening, release, stable)));
  });

  it('binds the rollback target by release, artifacts and configuration', () => {
    expect(planOf(opening, release, stable).rollbackTarget).toMatchObject({
      kind: 'release',
      releaseId: 'rel_1',
      artifactDigests: stable.release.artifacts.map(({ digest }) => digest),
    });
    expect(planOf(opening, release, stable).limits.floor).toBe(2);
  });

  it('says that a first release goes to full traffic at once and back out of service', () => {
    expect(planOf(opening, release, null)).toMatchObject({
      rollbackTarget: { kind: 'out-of-service' },
      strategy: { kind: 'first-release', stages: [{ weight: 1000, duration: null }] },
      limits: { floor: 0 },
    });
  });

  it('bakes with the last gated stage’s gates that need no live baseline', () => {
    const stage = (gates: readonly Gate[]) => ({ weight: 50 as Weight, duration: minutes(1), gates });

    const canary = (stages: readonly Stage[]) => anEnvironment('production', { rollout: { kind: 'canary', stages } });
    const last = { weight: ALL, duration: null, gates: [] };

    expect(bakeGatesOf(canary([stage([anErrorRateGate(1)]), stage([anErrorRateGate(2), relative]), last]))).toEqual([
      anErrorRateGate(2),
    ]);
    expect(bakeGatesOf(canary([last]))).toEqual([]);
    expect(
      bakeGatesOf(anEnvironment('production', { rollout: aRolling({ gates: [anErrorRateGate(3), relative] }) })),
    ).toEqual([anErrorRateGate(3)]);
    expect(bakeGatesOf(anEnvironment('production', { rollout: aBlueGreen() }))).toEqual([]);
  });

  it('shares the error budget over every comparison of stages, bake and triggers', () => {
    expect(planOf(opening, release, stable).judge.comparisonBudget).toBeCloseTo(0.05 / 4);
    const production = anEnvironment('production', {
      bake: { duration: minutes(1), smoke: null, gates: [anErrorRateGate(1), anErrorRateGate(2)] },
    });
    const spec = aUnitSpec({ environments: { staging: anEnvironment('staging'), production } });
    expect(planOf({ ...opening, spec }, release, stable).judge.comparisonBudget).toBeCloseTo(0.05 / 5);
  });

  it('is not made where no smoke check was configured', () => {
    const environments = { staging: anEnvironment('staging', { checks: {} }), production: anEnvironment('production') };

    expect(() => planOf({ ...opening, spec: aUnitSpec({ environments }) }, release, stable)).toThrow('smoke');
  });
});
