import { describe, expect, it } from 'vitest';
import { aBlueGreen, anEnvironment, aRolling } from '../../testing/builders.ts';
import { rolloutPlanOf, servingFloor } from './rollout-plan.ts';
import { firstStep, stableThere, stepAfter, stepsOf } from './steps.ts';
import type { StrategySpec } from './strategy.ts';

const both = { candidate: 4, stable: 4 };
const planOf = (spec: StrategySpec) => rolloutPlanOf(spec, both);
const canary = planOf(anEnvironment('production').rollout);
const newFirst = planOf(aRolling());
const oldFirst = planOf(
  aRolling({ maxSurge: { kind: 'count', count: 0 }, maxUnavailable: { kind: 'count', count: 1 } }),
);

describe('the steps of a stage', () => {
  it.each([
    ['a canary comes up once, then only the weight moves', canary, 'prepare smoke shift watch', 'shift watch'],
    ['blue-green comes up once', planOf(aBlueGreen()), 'prepare smoke shift watch', 'shift watch'],
    ['new instances first', newFirst, 'prepare smoke shift retire watch', 'prepare shift retire watch'],
    ['old instances first', oldFirst, 'retire prepare smoke shift watch', 'retire prepare shift watch'],
  ])('%s', (_, plan, first, later) => {
    expect(stepsOf(plan, 0).join(' ')).toBe(first);
    expect(stepsOf(plan, 1).join(' ')).toBe(later);
    expect(firstStep(plan, 1)).toBe(later.split(' ')[0]);
  });

  it('follow one on another, and nothing follows the watch', () => {
    expect(stepAfter(newFirst, 0, 'shift')).toBe('retire');
    expect(() => stepAfter(canary, 0, 'watch')).toThrow('nothing follows watch');
    expect(() => stepAfter(canary, 1, 'prepare')).toThrow('nothing follows prepare');
  });
});

it('of stable all stay, but for what batches have replaced so far', () => {
  expect([0, 1, 2].map((stage) => stableThere(canary, stage, 4))).toEqual([4, 4, 4]);
  expect([0, 1, 2, 3].map((stage) => stableThere(newFirst, stage, 4))).toEqual([3, 2, 1, 0]);
});

it('serving never falls below all of stable, less what may be missing', () => {
  expect([canary, newFirst, oldFirst].map((plan) => servingFloor(plan, both))).toEqual([4, 4, 3]);
});
