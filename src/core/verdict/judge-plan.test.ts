import { describe, expect, it } from 'vitest';
import { minutes, seconds } from '../kernel/duration.ts';
import { ALL, weight } from '../kernel/weight.ts';
import { judgePlanOf } from './judge-plan.ts';

const gate = {
  text: 'error_rate < 1%',
  condition: {
    kind: 'compare',
    metric: 'error_rate',
    operator: '<',
    limit: { kind: 'quantity', quantity: { value: 0.01, unit: '%' } },
  },
} as const;
const bakeGate = { ...gate, text: 'error_rate<1%' };
const five = weight(50) ?? ALL;

const plan = {
  strategy: {
    kind: 'canary',
    stages: [
      { weight: five, duration: minutes(10), gates: [gate] },
      { weight: ALL, duration: null, gates: [] },
    ],
  },
  bake: { duration: minutes(30), gates: [bakeGate] },
  triggers: [gate],
  metrics: { source: { type: 'router' }, interval: seconds(1) },
  judge: {
    version: 'judge/1',
    comparisonBudget: 0.0125,
    falseRollback: 0.05,
    falsePass: 0.05,
    relative: true,
    relativeRatio: 1.5,
    extend: 3,
    underpowered: 'refuse',
  },
} as const;

describe('what the judge is told', () => {
  it('of a canary stage: its own gates and time, beside the stable track', () => {
    expect(judgePlanOf(plan, 0)).toMatchObject({
      gates: [{ text: 'error_rate < 1%' }],
      seconds: 600,
      triggerSeconds: 2_400,
      intervalSeconds: 1,
      hasBaseline: true,
    });
  });

  it('of the bake, and of the last stage that goes over into it: no stable track beside', () => {
    expect(judgePlanOf(plan, 'bake')).toMatchObject({
      gates: [{ text: 'error_rate<1%' }],
      seconds: 1_800,
      hasBaseline: false,
    });
    expect(judgePlanOf(plan, 1)).toEqual(judgePlanOf(plan, 'bake'));
  });

  it('of a first release: never a stable track beside', () => {
    const first = { ...plan, strategy: { ...plan.strategy, kind: 'first-release' } } as const;

    expect(judgePlanOf(first, 0).hasBaseline).toBe(false);
  });

  it('is nothing for a stage that does not exist', () => {
    expect(() => judgePlanOf(plan, 2)).toThrow('the plan has no stage 2');
  });
});
