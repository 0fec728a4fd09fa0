import type { Slot } from '../../environment/slot.ts';
import { promotionInForce, refuseWithoutApproval } from '../../guard/approval.ts';
import { type Duration, seconds } from '../../kernel/duration.ts';
import { between, type Instant, later } from '../../kernel/instant.ts';
import { heldTo } from '../../plan/policy/held-to.ts';
import { ENGINE, principalText } from '../../principal/principal.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import { unknownText, windowAt } from '../../window/active.ts';
import type { DeploymentEvent } from '../event.ts';
import { workedUntil } from '../evolve/production.ts';
import { type Hold, isHeldBy } from '../hold.ts';
import type { RollbackCause } from '../rollback-cause.ts';
import type { Baking, Deployment, RollingOut } from '../state.ts';
import { follow } from './follow.ts';

/** How long a refusal of the guard holds before the step is tried again. */
export const GUARD_RETRY = seconds(10);

type Live = RollingOut | Baking;

/**
 * What follows by itself while production is being changed, in this order: reasons to go back, holds that come or go, the
 * question to a person, the next step. A failed, ambiguous, missing or stale verdict is never a next step (R7).
 */
export function considerProduction(deployment: Deployment, slot: Slot, at: Instant): readonly DeploymentEvent[] {
  const live =
    (rule: (state: Live) => readonly DeploymentEvent[]) =>
    (state: Deployment): readonly DeploymentEvent[] =>
      state.phase === 'rolling-out' || state.phase === 'baking' ? rule(state) : [];
  return follow(
    deployment,
    [],
    live((state) => goBack(heldTo(state, slot), at)),
    live((state) => windowHold(heldTo(state, slot), at)),
    live((state) => environmentHold(state, slot, at)),
    live((state) => approvalHold(state, slot, at)),
    live((state) => judgeHold(state, at)),
    live((state) => guardHold(state, at)),
    live((state) => askWhenAmbiguous(state, at)),
    live((state) => goOn(state, at)),
  );
}

const rollback = (kind: RollbackCause['kind'], text: string, state: Live, at: Instant): readonly DeploymentEvent[] => {
  const verdict = kind === 'gate' || kind === 'trigger' ? state.stage.verdict : null;
  return [{ type: 'RollbackStarted', cause: { kind, text, verdict, by: ENGINE, at }, at }];
};

function goBack(state: Live, at: Instant): readonly DeploymentEvent[] {
  const { health, plan, work, stage, checkpoint } = state;
  if (health.crashLooping) return rollback('crash-loop', 'The candidate crashes again and again', state, at);
  if (health.badSince !== null && between(health.badSince, at) >= plan.limits.healthTimeout) {
    const { healthy, total } = health.candidate;
    return rollback(
      'health',
      `Only ${healthy} of ${total} candidate instances are healthy for longer than health_timeout`,
      state,
      at,
    );
  }
  if (stage.verdict?.state === 'fail') {
    const failed = stage.verdict.gates.find((gate) => gate.state === 'fail');
    return rollback(failed?.kind ?? 'gate', failed?.text ?? 'The judge said fail', state, at);
  }
  if (workedUntil(work, at) >= plan.limits.deploymentTimeout) {
    return rollback('deployment-timeout', 'The deployment worked for longer than deployment_timeout', state, at);
  }
  if (checkpoint !== null && at >= checkpoint.deadline) {
    return rollback('checkpoint-deadline', 'Nobody answered ambiguous-metrics before its deadline', state, at);
  }
  const expired = state.holds.find((hold) => hold.reason === 'approval-expired');
  if (expired !== undefined && at >= later(expired.since, plan.policy.productionPromotion.deadline)) {
    return rollback('checkpoint-deadline', 'Nobody renewed the expired approval before its deadline', state, at);
  }
  return [];
}

const place = (reason: Hold['reason'], note: string, at: Instant): readonly DeploymentEvent[] => [
  { type: 'HoldPlaced', hold: { reason, since: at, by: ENGINE, note }, at },
];

const lift = (reason: Hold['reason'], note: string, at: Instant): readonly DeploymentEvent[] => [
  { type: 'HoldLifted', reason, by: ENGINE, note, at },
];

function windowHold(state: Live, at: Instant): readonly DeploymentEvent[] {
  const active = windowAt(state.calendar, at);
  const isHeld = isHeldBy(state.holds, 'window');
  if (active === null) return isHeld ? lift('window', 'the window is over', at) : [];
  if (isHeld) return [];
  const name = active === 'unknown' ? unknownText(state.calendar) : `window ${active.name} opened`;
  return state.plan.windows.onOpen === 'rollback'
    ? rollback('window', `${name} and the plan says on_open: rollback`, state, at)
    : place('window', name, at);
}

function environmentHold(state: Live, { personHold, environment }: Slot, at: Instant): readonly DeploymentEvent[] {
  const isHeld = isHeldBy(state.holds, 'environment');
  if (personHold === null) return isHeld ? lift('environment', `${environment} is held no longer`, at) : [];
  const note = `${principalText(personHold.by)} holds ${environment}: ${personHold.reason}`;
  return isHeld ? [] : place('environment', note, at);
}

function approvalHold(state: Live, slot: Slot, at: Instant): readonly DeploymentEvent[] {
  const { opening, plan, planDigest, approvals, holds } = state;
  const { servedForReal } = slot;
  const subject = { deploymentId: opening.id, plan, planDigest, servedForReal, inForce: promotionInForce(slot) };
  const missing = refuseWithoutApproval(subject, approvals, at);
  const isHeld = isHeldBy(holds, 'approval-expired');
  if (missing === null) return isHeld ? lift('approval-expired', 'the plan was approved again', at) : [];
  return isHeld ? [] : place('approval-expired', missing.message, at);
}

function judgeHold(state: Live, at: Instant): readonly DeploymentEvent[] {
  const { verdict } = state.stage;
  const isHeld = isHeldBy(state.holds, 'judge');
  // No verdict is not a better one: after a restart or an answer the hold stands until the judge has spoken again (R7).
  if (verdict === null) return [];
  if (verdict.state !== 'hold') return isHeld ? lift('judge', 'the judge holds no longer', at) : [];
  const holding = verdict.gates.find((gate) => gate.state === 'hold');
  return isHeld ? [] : place('judge', holding?.text ?? verdict.reason, at);
}

function guardHold(state: Live, at: Instant): readonly DeploymentEvent[] {
  const held = state.holds.find((hold) => hold.reason === 'guard');
  return held !== undefined && at >= later(held.since, GUARD_RETRY) ? lift('guard', 'it is tried again', at) : [];
}

function askWhenAmbiguous(state: Live, at: Instant): readonly DeploymentEvent[] {
  const { verdict } = state.stage;
  // Once a step is taken the question was answered: asking on would hold nothing and never end.
  if (state.step !== 'watch' || state.checkpoint !== null || verdict?.state !== 'ambiguous') return [];
  if (isHeldBy(state.holds, 'person')) return [];
  const deadline = later(at, state.plan.policy.ambiguousMetrics.deadline);
  return [{ type: 'CheckpointOpened', verdict, deadline, at }];
}

function goOn(state: Live, at: Instant): readonly DeploymentEvent[] {
  if (!isFree(state)) return [];
  // A last stage without a time of its own is over when it is reached; the bake judges it.
  if (state.phase === 'rolling-out' && state.stage.since !== null && isLastStage(state) && durationOf(state) === null)
    return [{ type: 'ProductionDeployed', at }];
  return isPassed(state) || isShortened(state, at) ? nextStep(state, at) : [];
}

const isFree = (state: Live): boolean =>
  state.holds.length === 0 && state.checkpoint === null && state.step === 'watch';

/** Whether a stage or a bake may be left now because its glass was broken, whatever its time says. */
export const endsByGlass = (state: Live, at: Instant): boolean =>
  isFree(state) && isShortened(state, at) && nextStep(state, at).length > 0;

/** Whether the stage under way is the one with all traffic. */
export const isLastStage = (state: Live): boolean => state.stage.index >= state.plan.strategy.stages.length - 1;

/** The step after a stage or a bake that may be left: the next stage, the bake, or settling. */
function nextStep(state: Live, at: Instant): readonly DeploymentEvent[] {
  if (state.phase === 'baking') return state.smoke === 'passed' ? [{ type: 'SettlingStarted', at }] : [];
  if (isLastStage(state)) return [{ type: 'ProductionDeployed', at }];
  return [{ type: 'StageAdvanced', to: state.stage.index + 1, approval: null, at }];
}

const isPassed = (state: Live): boolean =>
  state.stage.verdict?.state === 'pass' && !isTooEarly(state, state.stage.verdict);

/**
 * Whether approvers have ended the stage's time, and everything in it is proven: the judge then waits for the time alone. What is
 * not proven, held or missing is not shortened.
 */
function isShortened({ stage: { glass, verdict } }: Live, at: Instant): boolean {
  if (glass === undefined || at < glass.effectiveAt) return false;
  return verdict?.state === 'pass' || (verdict?.state === 'collecting' && verdict.reason === 'min-duration');
}

/**
 * Whether a pass was said before the stage or bake has run its time. It must be said again at the end: what was good
 * halfway is stale then (R7). The judge keeps the minimum duration too; a second look here costs nothing.
 */
export function isTooEarly(state: Live, verdict: Verdict): boolean {
  const since = state.phase === 'baking' ? state.bakingSince : state.stage.since;
  return verdict.state === 'pass' && since !== null && between(since, verdict.at) < (durationOf(state) ?? 0);
}

/** How long the stage or bake under way lasts at least; null where it has no time of its own. */
export const durationOf = (state: Live): Duration | null =>
  state.phase === 'baking'
    ? state.plan.bake.duration
    : (state.plan.strategy.stages[state.stage.index]?.duration ?? null);
