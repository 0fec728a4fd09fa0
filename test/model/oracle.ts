import type { DeploymentEvent } from '../../src/core/deployment/event.ts';
import type { Event, Known } from './known.ts';

/** What is known after one more event. */
export function knownAfter(known: Known, event: DeploymentEvent): Known {
  const next = learn(known, event);
  return next === known || event.type === 'CheckpointAnswered' ? next : { ...next, proceeds: false };
}

function learn(known: Known, event: DeploymentEvent): Known {
  switch (event.type) {
    case 'DeploymentOpened':
      return { ...known, id: event.opening.id, calendar: event.calendar };
    case 'RestorationOpened': {
      const { opening, calendar, plan, planDigest } = event;
      return { ...known, id: opening.id, calendar, plan, planDigest, life: 'going-back' };
    }
    case 'CalendarRead':
      return { ...known, calendar: event.calendar };
    case 'PlanSealed':
      return {
        ...known,
        plan: event.plan,
        planDigest: event.planDigest,
        validated: null,
        rehearsed: null,
        approvals: [],
      };
    case 'DeploymentReturned':
      return { ...known, validated: null, rehearsed: null, approvals: [] };
    case 'StagingValidated':
      return { ...known, validated: event.evidence };
    case 'RehearsalPassed':
      return { ...known, rehearsed: event.certificate };
    case 'ApprovalGranted':
      return { ...known, approvals: [...known.approvals, event.approval] };
    case 'ApprovalsVoided':
      return { ...known, approvals: [], isRedAnswered: false };
    case 'FixForwardGranted':
      return { ...known, isRedAnswered: event.approval.approver.startsWith('person:') && event.approval.reason !== '' };
    case 'PreflightFailed':
      return { ...known, isRedAnswered: known.isRedAnswered && event.findings.some(isRed) };
    case 'PromotionStarted': {
      const isUnanswered = event.findings.some(isRed) && !known.isRedAnswered;
      const broken = isUnanswered ? 'R7 promoted on a red environment without a signed text' : known.broken;
      return { ...known, life: 'promoted', broken };
    }
    case 'DeploymentStopped':
    case 'DeploymentCompleted':
    case 'DeploymentClosed':
      return { ...known, life: 'over' };
    default:
      return learnInProduction(known, event);
  }
}

const isRed = ({ name }: { readonly name: string }): boolean => name === 'environment-red';

function learnInProduction(known: Known, event: DeploymentEvent): Known {
  switch (event.type) {
    case 'TrafficShifted': {
      const share = event.traffic.kind === 'split' ? event.traffic.candidate : 0;
      const since = { weightSince: event.at, missed: 0, passAt: null, lastSaid: null, isProven: false, glass: null };
      return { ...known, ...since, isAllOn: share === 1000 };
    }
    case 'StableReduced': {
      const share = event.traffic.kind === 'split' ? event.traffic.candidate : 0;
      return { ...known, isAllOn: share === 1000 };
    }
    case 'ProductionDeployed':
      return {
        ...known,
        ...{ isBaking: true, weightSince: event.at, missed: 0, passAt: null, lastSaid: null },
        ...{ isProven: false, glass: null },
        isAsked: false,
        holds: known.holds.filter((one) => one !== 'judge'),
        broken: known.broken ?? wrongDeployed(known, event),
      };
    case 'CandidateSmoked':
    case 'BakeSmokePassed':
      return { ...known, smokes: known.smokes + 1 };
    case 'VerdictRecorded':
      return {
        ...known,
        lastSaid: event.verdict.state,
        passAt: event.verdict.state === 'pass' ? event.verdict.at : null,
        isProven: event.verdict.state === 'pass' || event.verdict.reason === 'min-duration',
      };
    case 'ClockJumped':
      return {
        ...known,
        ...{ passAt: null, lastSaid: null, isProven: false, missed: known.missed + event.by },
        glass: known.glass === null ? null : { ...known.glass, at: known.glass.at + event.by },
      };
    case 'GlassBroken':
      return glassBroken(known, event);
    case 'HoldPlaced':
      return { ...known, holds: [...known.holds.filter((one) => one !== event.hold.reason), event.hold.reason].sort() };
    case 'HoldLifted': {
      const isMeasured = event.reason === 'judge' || event.reason === 'clock-jump';
      const holds = known.holds.filter((one) => one !== event.reason);
      const byPerson = event.by.kind === 'person' && event.reason === 'judge';
      const isWrong = event.reason === 'judge' && !byPerson && (known.lastSaid === null || known.lastSaid === 'hold');
      const broken = isWrong ? 'R7 the judge’s hold was lifted without the judge' : known.broken;
      const lastSaid = byPerson ? null : known.lastSaid;
      const passAt = isMeasured && !byPerson ? known.passAt : null;
      return { ...known, holds, broken, lastSaid, isProven: known.isProven && !byPerson, passAt };
    }
    case 'CheckpointOpened':
      return { ...known, isAsked: true };
    case 'CheckpointAnswered':
      return {
        ...known,
        ...{ isAsked: false, passAt: null, lastSaid: null, isProven: false },
        proceeds: event.answer === 'proceed',
      };
    case 'StageAdvanced':
    case 'SettlingStarted':
      return advanced(known, event);
    default:
      return learnGoingBack(known, event);
  }
}

function advanced(known: Known, event: Event<'StageAdvanced' | 'SettlingStarted'>): Known {
  const broken = known.broken ?? wrongAdvance(known, event);
  if (event.type === 'SettlingStarted') return { ...known, broken, isAsked: false, passAt: null };
  const holds = known.holds.filter((one) => one !== 'judge');
  const before = { weightSince: null, passAt: null, lastSaid: null, isProven: false, glass: null, isAsked: false };
  return { ...known, ...before, broken, stage: event.to, holds };
}

/** What two named persons say counts at once, what one says ten minutes later; the time is all that it takes away. */
function glassBroken(known: Known, { signatures, stageIndex, effectiveAt, at }: Event<'GlassBroken'>): Known {
  const by = [...new Set(signatures.map(({ approver }) => approver))].sort();
  const approvers = known.plan?.policy.productionPromotion.approvers ?? [];
  const isNamed = by.every((one) => one.startsWith('person:') && approvers.includes(one));
  const isInTime = by.length >= 2 || (by.length === 1 && effectiveAt - at >= 600_000);
  const isHere = known.isBaking || stageIndex === known.stage;
  const wrong = isNamed && isInTime && isHere ? null : 'R7 the glass was broken by too few, too soon, or elsewhere';
  return { ...known, glass: { by, at: effectiveAt }, broken: known.broken ?? wrong };
}

// R7: the next step is only ever taken on a pass said at the end of the stage and not overtaken since, or on a signed answer.
function wrongAdvance(
  known: Known,
  event: Event<'StageAdvanced' | 'SettlingStarted' | 'ProductionDeployed'>,
): string | null {
  const { plan, weightSince, passAt, stage, isBaking } = known;
  if (event.type === 'StageAdvanced' && event.to !== stage + 1) return 'R7 a stage was skipped';
  if (event.type === 'SettlingStarted' && known.smokes < 2) return 'R7 settled without a smoke in production';
  if (known.proceeds) {
    if (event.type !== 'StageAdvanced') return null;
    const signed = event.approval;
    const isGood =
      signed !== null &&
      signed.decision === 'proceed' &&
      signed.planDigest === known.planDigest &&
      signed.approver.startsWith('person:') &&
      signed.notAfter >= event.at;
    return isGood ? null : 'R7 proceeded without an approver';
  }
  if (known.holds.length > 0) return `R7 advanced while held: ${known.holds.join(', ')}`;
  if (known.isAsked) return 'R7 advanced while a person was asked';
  if (known.glass !== null && known.isProven && event.at >= known.glass.at) return null;
  const length = isBaking ? plan?.bake.duration : plan?.strategy.stages[stage]?.duration;
  if (weightSince === null || passAt === null) return 'R7 advanced without a standing pass';
  return passAt - weightSince - known.missed >= (length ?? Number.POSITIVE_INFINITY)
    ? null
    : 'R7 advanced on a pass from before the end of the stage';
}

// A last stage with a time of its own is left as any other: on a pass from its end, or on an answer.
function wrongDeployed(known: Known, event: Event<'ProductionDeployed'>): string | null {
  if (!known.isAllOn) return 'R7 deployed before the router gave all traffic';
  return known.plan?.strategy.stages[known.stage]?.duration === null ? null : wrongAdvance(known, event);
}

function learnGoingBack(known: Known, event: DeploymentEvent): Known {
  switch (event.type) {
    case 'RollbackStarted':
      return { ...known, life: 'going-back' };
    case 'TrafficReturned': {
      const isAway = event.traffic.kind === 'out-of-service' || event.traffic.candidate === 0;
      return { ...known, isTrafficBack: isAway, isAllOn: false };
    }
    case 'StableVerified':
      return { ...known, isStableGood: event.findings.every((finding) => finding.ok) };
    case 'RolledBack':
      return {
        ...known,
        life: 'unanswered',
        broken: known.isTrafficBack && known.isStableGood ? known.broken : 'R8 rolled back before traffic was back',
      };
    default:
      return known;
  }
}
