import type { Plan } from '../plan/plan.ts';
import type { Block } from './block.ts';
import { extendFurther, holdForClockJump, type JudgeState, judgeBlock, nextStage, startJudge } from './judge.ts';
import { type JudgePlan, judgePlanOf } from './judge-plan.ts';

/** One record of a deployment's measurement stream: all that the judge ever takes in, in order. */
export type JudgingRecord =
  | { readonly type: 'JudgingBegan'; readonly at: number | 'bake' }
  | { readonly type: 'BlockClosed'; readonly block: Block; readonly cursor: string | null }
  | { readonly type: 'JudgingExtended' }
  | { readonly type: 'ClockJumpSeen' };

/** The judge at work on one deployment: the fold of its measurement stream. The same records give the same bits. */
export interface Judging {
  readonly at: number | 'bake';
  readonly plan: JudgePlan;
  readonly judge: JudgeState;
  /** Where to read on at the metric source; null before the first measurement. */
  readonly cursor: string | null;
  /** How often a person's *extend* was taken in, in this stage. */
  readonly extensions: number;
}

/** The judging after one more record; null until the first stage has begun. */
export function evolveJudging(plan: Plan, judging: Judging | null, record: JudgingRecord): Judging | null {
  if (record.type === 'JudgingBegan') return beginAt(plan, judging, record.at);
  if (judging === null) return null;
  switch (record.type) {
    case 'BlockClosed':
      return {
        ...judging,
        judge: judgeBlock(judging.judge, judging.plan, record.block),
        cursor: record.cursor ?? judging.cursor,
      };
    case 'JudgingExtended':
      return {
        ...judging,
        judge: extendFurther(judging.judge, judging.plan),
        extensions: judging.extensions + 1,
      };
    case 'ClockJumpSeen':
      return { ...judging, judge: holdForClockJump(judging.judge) };
  }
}

function beginAt(plan: Plan, judging: Judging | null, at: number | 'bake'): Judging {
  const stage = judgePlanOf(plan, at);
  const judge = judging === null ? startJudge(stage) : nextStage(judging.judge, stage);
  return { at, plan: stage, judge, cursor: judging?.cursor ?? null, extensions: 0 };
}
