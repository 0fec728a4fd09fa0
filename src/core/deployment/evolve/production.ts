import type { Duration } from '../../kernel/duration.ts';
import { between, type Instant, later } from '../../kernel/instant.ts';
import { firstStep, stepAfter } from '../../strategy/steps.ts';
import { FIRST_ATTEMPT } from '../attempt.ts';
import type { DeploymentEvent } from '../event.ts';
import { type Hold, isWaiting, withoutHold } from '../hold.ts';
import type { Baking, Deployment, Production, RollingBack, RollingOut, StageRun, Work } from '../state.ts';
import { nextAttempt } from './next-attempt.ts';

/** From the promotion to the end of the bake. Undefined: the event does not belong here. */
export function evolveProduction(deployment: Deployment, event: DeploymentEvent): Deployment | undefined {
  if (deployment.phase !== 'rolling-out' && deployment.phase !== 'baking') return undefined;
  return evolveStep(deployment, event) ?? evolveWatch(deployment, event) ?? evolveEnd(deployment, event);
}

function evolveStep(deployment: RollingOut | Baking, event: DeploymentEvent): Deployment | undefined {
  switch (event.type) {
    case 'CandidatePrepared':
      return deployment.phase === 'rolling-out' ? stepped(deployment) : undefined;
    case 'CandidateSmoked':
      return deployment.phase === 'rolling-out' ? stepped(deployment) : undefined;
    case 'TrafficShifted':
      return deployment.phase === 'rolling-out'
        ? {
            ...stepped(deployment),
            traffic: event.traffic,
            stage: { ...deployment.stage, since: event.at, verdict: null },
          }
        : undefined;
    case 'StableReduced':
      return deployment.phase === 'rolling-out' ? { ...stepped(deployment), traffic: event.traffic } : undefined;
    case 'StageAdvanced':
      return deployment.phase === 'rolling-out'
        ? workingFrom(
            {
              ...deployment,
              step: firstStep(deployment.plan.strategy, event.to),
              checkpoint: null,
              // What the judge held against the stage before does not bind the next one: it starts its own verdict.
              holds: withoutHold(deployment.holds, 'judge'),
              stage: { index: event.to, since: null, extensions: 0, verdict: null },
              attempt: FIRST_ATTEMPT,
            },
            event.at,
          )
        : undefined;
    case 'ProductionDeployed':
      return deployment.phase === 'rolling-out'
        ? {
            ...deployment,
            phase: 'baking',
            step: 'watch',
            smoke: 'due',
            bakingSince: event.at,
            signal: 'PRODUCTION_DEPLOYED',
            holds: withoutHold(deployment.holds, 'judge'),
            stage: { index: deployment.stage.index, since: event.at, extensions: 0, verdict: null },
            attempt: FIRST_ATTEMPT,
          }
        : undefined;
    case 'BakeSmokePassed':
      return deployment.phase === 'baking' ? { ...deployment, smoke: 'passed', attempt: FIRST_ATTEMPT } : undefined;
    case 'SettlingStarted':
      return deployment.phase === 'baking'
        ? workingFrom({ ...deployment, step: 'settle', checkpoint: null, attempt: FIRST_ATTEMPT }, event.at)
        : undefined;
    case 'EffectFailed':
      return { ...deployment, attempt: nextAttempt(deployment.attempt, event) };
    default:
      return undefined;
  }
}

const stepped = (deployment: RollingOut): RollingOut => ({
  ...deployment,
  step: stepAfter(deployment.plan.strategy, deployment.stage.index, deployment.step),
  attempt: FIRST_ATTEMPT,
});

function evolveWatch(deployment: RollingOut | Baking, event: DeploymentEvent): Deployment | undefined {
  switch (event.type) {
    case 'VerdictRecorded':
      return { ...deployment, stage: { ...deployment.stage, verdict: event.verdict } };
    case 'HealthChanged':
      return { ...deployment, health: event.health };
    case 'HoldPlaced':
      return workingFrom(
        { ...deployment, holds: [...withoutHold(deployment.holds, event.hold.reason), event.hold] },
        event.at,
      );
    case 'HoldLifted':
      return workingFrom(
        { ...afterLifting(deployment, event), holds: withoutHold(deployment.holds, event.reason) },
        event.at,
      );
    case 'CheckpointOpened':
      return workingFrom(
        { ...deployment, checkpoint: { openedAt: event.at, deadline: event.deadline, verdict: event.verdict } },
        event.at,
      );
    case 'GlassBroken': {
      const { signatures, effectiveAt } = event;
      return { ...deployment, stage: { ...deployment.stage, glass: { signatures, effectiveAt } } };
    }
    case 'CheckpointAnswered':
      return answered(deployment, event);
    case 'ApprovalGranted':
      return { ...deployment, approvals: [...deployment.approvals, event.approval] };
    case 'ApprovalsVoided':
      return { ...deployment, approvals: [] };
    case 'ClockJumped':
      return rebased(deployment, event.by);
    default:
      return undefined;
  }
}

function afterLifting<T extends RollingOut | Baking>(
  deployment: T,
  { reason, by }: Extract<DeploymentEvent, { type: 'HoldLifted' }>,
): T {
  // A person lifted what the judge held: it must speak again, and what it said before would place the hold anew.
  if (reason === 'judge' && by.kind !== 'system')
    return { ...deployment, stage: { ...deployment.stage, verdict: null } };
  return afterWaiting(deployment, reason);
}

// A pass that was recorded while something else held the weight is stale when that is over: the judge must say it again (R7).
function afterWaiting<T extends RollingOut | Baking>(deployment: T, reason: Hold['reason']): T {
  if (reason === 'judge' || reason === 'clock-jump' || deployment.stage.verdict?.state !== 'pass') return deployment;
  return { ...deployment, stage: { ...deployment.stage, verdict: null } };
}

function answered(
  deployment: RollingOut | Baking,
  event: Extract<DeploymentEvent, { type: 'CheckpointAnswered' }>,
): Deployment {
  const extensions = deployment.stage.extensions + (event.answer === 'extend' ? 1 : 0);
  // The old verdict was answered; only a newer one may ask again.
  return workingFrom(
    { ...deployment, checkpoint: null, stage: { ...deployment.stage, extensions, verdict: null } },
    event.at,
  );
}

function evolveEnd(deployment: RollingOut | Baking, event: DeploymentEvent): Deployment | undefined {
  if (event.type === 'DeploymentCompleted') {
    const { opening, calendar, calendarReadAt, returns, release, plan, planDigest, rollbackRelease } = deployment;
    const { evidence, certificate, approvals, promotedAt } = deployment;
    return {
      phase: 'completed',
      ...{ opening, calendar, calendarReadAt, calendarDue: false, returns, release, plan, planDigest, rollbackRelease },
      ...{ evidence, certificate, approvals, promotedAt },
      signal: 'DEPLOYMENT_COMPLETE',
      endedAt: event.at,
    };
  }
  if (event.type === 'RollbackStarted') {
    const rollingBack: RollingBack = {
      ...asProduction(deployment),
      phase: 'rolling-back',
      // Where stable was taken away in batches it comes back first, and its traffic with it.
      step: deployment.plan.strategy.replacing === undefined ? 'traffic' : 'restore',
      signal: deployment.phase === 'baking' ? 'ISSUE_DETECTED' : 'ROLLBACK_TRIGGERED',
      cause: event.cause,
      startedAt: event.at,
      trafficBackAt: null,
      verifiedAt: null,
      failures: 0,
      attempt: FIRST_ATTEMPT,
    };
    return rollingBack;
  }
  return undefined;
}

function asProduction(deployment: RollingOut | Baking): Production {
  if (deployment.phase === 'rolling-out') {
    const { phase: _, step: __, ...production } = deployment;
    return { ...production, checkpoint: null };
  }
  const { phase: _, step: __, smoke: ___, bakingSince: ____, ...production } = deployment;
  return { ...production, checkpoint: null };
}

/** Starts or stops the count of working time, as holds and the checkpoint now stand. */
function workingFrom<T extends RollingOut | Baking>(deployment: T, at: Instant): T {
  const pauses = isWaiting(deployment.holds) || deployment.checkpoint !== null;
  if (pauses === (deployment.work.since === null)) return deployment;
  const work: Work = pauses
    ? { accrued: workedUntil(deployment.work, at), since: null }
    : { accrued: deployment.work.accrued, since: at };
  return { ...deployment, work };
}

/** The working time up to a moment. */
export const workedUntil = (work: Work, at: Instant): Duration =>
  work.since === null ? work.accrued : ((work.accrued + Math.max(0, between(work.since, at))) as Duration);

/** A notice is as long as it was, whatever the clock did. */
const movedGlass = ({ stage: { glass } }: RollingOut | Baking, by: Duration): Pick<StageRun, 'glass'> =>
  glass === undefined ? {} : { glass: { ...glass, effectiveAt: later(glass.effectiveAt, by) } };

/** Moves what is counted in durations along with the clock, so that a jump neither shortens nor lengthens it. */
function rebased<T extends RollingOut | Baking>(deployment: T, by: Duration): T {
  const moved = (at: Instant | null): Instant | null => (at === null ? null : later(at, by));
  return {
    ...deployment,
    stage: { ...deployment.stage, since: moved(deployment.stage.since), verdict: null, ...movedGlass(deployment, by) },
    health: { ...deployment.health, badSince: moved(deployment.health.badSince) },
    work: { ...deployment.work, since: moved(deployment.work.since) },
    ...(deployment.phase === 'baking' ? { bakingSince: later(deployment.bakingSince, by) } : {}),
  };
}
