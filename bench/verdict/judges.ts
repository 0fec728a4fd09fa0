import type { Ending } from './ending.ts';
import { mannWhitneyAtEnd, pointRule, repeatedZTest, rivalStage } from './rivals.ts';
import type { Scenario } from './scenarios.ts';
import { judgedStage } from './this-judge.ts';

const rival =
  (rivalFor: Parameters<typeof rivalStage>[2]) =>
  (scenario: Scenario, seed: number): Ending =>
    rivalStage(scenario, seed, rivalFor);

/** The judges by name: this one, and those it is held against. */
export const JUDGES = {
  ours: judgedStage,
  'point 60 s': rival(pointRule(60, 0)),
  'point 60 s, fourth breach': rival(pointRule(60, 3)),
  'point 10 s': rival(pointRule(10, 0)),
  'point 10 s, fourth breach': rival(pointRule(10, 3)),
  'z-test 10 s': rival(repeatedZTest(10)),
  'Mann-Whitney': rival(mannWhitneyAtEnd),
} as const;

export type JudgeName = keyof typeof JUDGES;
