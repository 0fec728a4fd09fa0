import type { AlertLook } from '../alert/seen-alert.ts';
import type { Trigger } from '../gate/gate.ts';
import type { Plan } from '../plan/plan.ts';
import type { Block } from './block.ts';
import { armMore, extendFurther, holdForClockJump, liftHold, nextStage, startJudge, takeBlock } from './judge.ts';
import { type JudgePlan, judgePlanOf, shadowPlanOf } from './judge-plan.ts';
import type { JudgeState } from './judge-state.ts';
import type { Burst } from './ledger/tempering.ts';
import type { Absence, LatencyCounts } from './measurement.ts';

/** One record of a deployment's measurement stream: all that the judge ever takes in, in order. */
export type JudgingRecord =
  /** `before` is what the stable track did before the deployment; it counts in the first record alone. */
  | { readonly type: 'JudgingBegan'; readonly at: number | 'bake'; readonly before?: StableBefore }
  | { readonly type: 'BlockClosed'; readonly block: Block; readonly cursor: string | null }
  | { readonly type: 'JudgingExtended' }
  /** A person lifted what held: mounting evidence holds again only after it was gone. */
  | { readonly type: 'HoldLifted' }
  | { readonly type: 'ClockJumpSeen' }
  /** A newer policy is stricter: these are armed beside those of the plan, and see what comes from now on. */
  | { readonly type: 'TriggersTightened'; readonly triggers: readonly Trigger[] }
  /** What a monitoring system said beside: it is told to people, and no judge reads it. */
  | AlertLook
  | SourceHealthChanged;

/** A source began or ceased to be a source of data: the provider's trouble, which moves no evidence of the release. */
export interface SourceHealthChanged {
  readonly type: 'SourceHealthChanged';
  readonly source: string;
  /** Null while it delivers. */
  readonly why: Absence | null;
  readonly detail: string;
}

/** What is known of the stable track from before a deployment. */
export interface StableBefore {
  readonly burst: Burst;
  readonly latency: LatencyCounts | null;
}

/** A judge that nobody acts on. */
export interface Shadow {
  readonly plan: JudgePlan;
  readonly judge: JudgeState;
}

/**
 * The judge at work on one deployment: the fold of its measurement stream. The same records give the same bits. It belongs to
 * whoever folds: a block changes it in place.
 */
export interface Judging {
  readonly at: number | 'bake';
  readonly plan: JudgePlan;
  readonly judge: JudgeState;
  /** The gates on trial, on a judge of their own; null where there are none. */
  readonly shadow: Shadow | null;
  /** Where to read on at the metric source; null before the first measurement. */
  cursor: string | null;
  /** The triggers of newer policies, armed to the end of the bake. */
  readonly tightened: readonly Trigger[];
  /** How often a person's *extend* was taken in, in this stage. */
  readonly extensions: number;
}

/** The judging after one more record, made of the one before, which is used up; null until the first stage has begun. */
export function evolveJudging(plan: Plan, judging: Judging | null, record: JudgingRecord): Judging | null {
  if (record.type === 'JudgingBegan') return beginAt(plan, judging, record.at, record.before);
  if (judging === null) return null;
  switch (record.type) {
    case 'BlockClosed':
      takeBlock(judging.judge, judging.plan, record.block);
      if (judging.shadow !== null) takeBlock(judging.shadow.judge, judging.shadow.plan, record.block);
      judging.cursor = record.cursor ?? judging.cursor;
      return judging;
    case 'JudgingExtended':
      return {
        ...judging,
        judge: extendFurther(judging.judge, judging.plan),
        shadow: shadowed(judging, extendFurther),
        extensions: judging.extensions + 1,
      };
    case 'HoldLifted':
      return { ...judging, judge: liftHold(judging.judge), shadow: shadowed(judging, liftHold) };
    case 'ClockJumpSeen':
      return {
        ...judging,
        judge: holdForClockJump(judging.judge),
        shadow: shadowed(judging, holdForClockJump),
      };
    case 'TriggersTightened':
      return tightenedBy(judging, record.triggers);
    case 'AlertsSeen':
    case 'AlertsUnseen':
    case 'SourceHealthChanged':
      return judging;
  }
}

function beginAt(plan: Plan, judging: Judging | null, at: number | 'bake', before?: StableBefore): Judging {
  const tightened = judging?.tightened ?? [];
  const stage = armedWith(judgePlanOf(plan, at), tightened);
  const opened = (of: JudgePlan, last: JudgeState | undefined): JudgeState =>
    last === undefined ? startJudge(of, before?.burst, before?.latency) : nextStage(last, of);
  const shadowPlan = shadowPlanOf(plan, at);
  return {
    at,
    plan: stage,
    judge: opened(stage, judging?.judge),
    shadow: shadowPlan === null ? null : { plan: shadowPlan, judge: opened(shadowPlan, judging?.shadow?.judge) },
    cursor: judging?.cursor ?? null,
    tightened,
    extensions: 0,
  };
}

function tightenedBy(judging: Judging, triggers: readonly Trigger[]): Judging {
  const plan = armedWith(judging.plan, triggers);
  return { ...judging, plan, judge: armMore(judging.judge, plan), tightened: [...judging.tightened, ...triggers] };
}

const armedWith = (plan: JudgePlan, triggers: readonly Trigger[]): JudgePlan =>
  triggers.length === 0 ? plan : { ...plan, triggers: [...plan.triggers, ...triggers] };

/** What happens to the judge happens to the one of the gates on trial as well. */
const shadowed = ({ shadow }: Judging, then: (judge: JudgeState, plan: JudgePlan) => JudgeState): Judging['shadow'] =>
  shadow === null ? null : { ...shadow, judge: then(shadow.judge, shadow.plan) };
