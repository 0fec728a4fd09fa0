import { milliseconds } from '../../kernel/duration.ts';
import { firstStep } from '../../strategy/steps.ts';
import { FIRST_ATTEMPT } from '../attempt.ts';
import type { DeploymentEvent } from '../event.ts';
import type {
  AwaitingApproval,
  DeployingToStaging,
  Deployment,
  Finding,
  QueuedForProduction,
  QueuedForStaging,
  Rehearsing,
  Stopped,
  Validating,
} from '../state.ts';
import { ENVIRONMENT_RED, REHEARSAL_LEGS } from '../state.ts';

/** Everything up to the promotion. Undefined: the event does not belong here. */
export function evolvePreparation(deployment: Deployment, event: DeploymentEvent): Deployment | undefined {
  switch (deployment.phase) {
    case 'packaging':
      return evolvePackaging(deployment, event);
    case 'queued':
      return deployment.for === 'staging'
        ? evolveQueuedForStaging(deployment, event)
        : evolveQueuedForProduction(deployment, event);
    case 'deploying-to-staging':
      return evolveStaging(deployment, event);
    case 'validating':
      return evolveValidating(deployment, event);
    case 'rehearsing':
      return evolveRehearsing(deployment, event);
    case 'awaiting-approval':
      return evolveAwaiting(deployment, event);
    default:
      return undefined;
  }
}

function evolvePackaging(
  deployment: Extract<Deployment, { phase: 'packaging' }>,
  event: DeploymentEvent,
): Deployment | undefined {
  switch (event.type) {
    case 'ArtifactsBuilt':
      return { ...deployment, release: event.release, ...shownBy(event), attempt: FIRST_ATTEMPT };
    case 'PlanSealed': {
      const { attempt: _, release: __, ...common } = deployment;
      return {
        ...common,
        phase: 'queued',
        for: 'staging',
        release: event.plan.release,
        plan: event.plan,
        planDigest: event.planDigest,
        rollbackRelease: event.rollbackRelease,
        ...(event.baseline === undefined ? {} : { baseline: event.baseline }),
      };
    }
    case 'EffectFailed':
      return { ...deployment, attempt: nextAttempt(deployment.attempt, event) };
    case 'DeploymentStopped':
      return stopped(deployment, event);
    default:
      return undefined;
  }
}

function evolveQueuedForStaging(deployment: QueuedForStaging, event: DeploymentEvent): Deployment | undefined {
  switch (event.type) {
    case 'DeploymentQueued':
      return deployment;
    case 'StagingStarted': {
      const { for: _, ...planned } = deployment;
      return { ...planned, phase: 'deploying-to-staging', step: 'place', checks: [], attempt: FIRST_ATTEMPT };
    }
    case 'DeploymentStopped':
      return stopped(deployment, event);
    default:
      return undefined;
  }
}

function evolveStaging(deployment: DeployingToStaging, event: DeploymentEvent): Deployment | undefined {
  switch (event.type) {
    case 'ReleasePlaced':
      return { ...deployment, step: 'smoke', attempt: FIRST_ATTEMPT };
    case 'CheckPassed':
      return {
        ...deployment,
        step: 'integration',
        checks: [...deployment.checks, event.result],
        attempt: FIRST_ATTEMPT,
      };
    case 'StagingReady': {
      const { step: _, ...planned } = deployment;
      const remaining = (['performance', 'security'] as const).filter(
        (kind) => deployment.plan.checks[kind] !== undefined,
      );
      return { ...planned, phase: 'validating', signal: 'STAGING_READY', remaining, attempt: FIRST_ATTEMPT };
    }
    case 'EffectFailed':
      return { ...deployment, attempt: nextAttempt(deployment.attempt, event) };
    case 'DeploymentStopped':
      return stopped(deployment, event);
    default:
      return undefined;
  }
}

function evolveValidating(deployment: Validating, event: DeploymentEvent): Deployment | undefined {
  switch (event.type) {
    case 'CheckPassed':
      return {
        ...deployment,
        checks: [...deployment.checks, event.result],
        remaining: deployment.remaining.slice(1),
        attempt: FIRST_ATTEMPT,
      };
    case 'StagingValidated': {
      const { checks: _, remaining: __, ...planned } = deployment;
      return {
        ...planned,
        phase: 'rehearsing',
        evidence: event.evidence,
        leg: 'baseline',
        part: 'move',
        took: {},
        attempt: FIRST_ATTEMPT,
      };
    }
    case 'EffectFailed':
      return { ...deployment, attempt: nextAttempt(deployment.attempt, event) };
    case 'DeploymentStopped':
      return stopped(deployment, event);
    default:
      return undefined;
  }
}

function evolveRehearsing(deployment: Rehearsing, event: DeploymentEvent): Deployment | undefined {
  switch (event.type) {
    case 'RehearsalMoved': {
      const took = { ...deployment.took, [event.leg]: event.took };
      // Out of service there is nothing to smoke-test: a first release goes straight on to the next leg.
      const isOutOfService = deployment.rollbackRelease === null && (event.leg === 'baseline' || event.leg === 'back');
      const next = isOutOfService ? nextLeg(deployment) : ({ part: 'smoke' } as const);
      return { ...deployment, took, ...next, attempt: FIRST_ATTEMPT };
    }
    case 'RehearsalSmokePassed':
      return { ...deployment, ...nextLeg(deployment), attempt: FIRST_ATTEMPT };
    case 'RehearsalPassed': {
      const { leg: _, part: __, took: ___, attempt: ____, ...validated } = deployment;
      return {
        ...validated,
        phase: 'awaiting-approval',
        attempt: FIRST_ATTEMPT,
        certificate: event.certificate,
        approvals: [],
        askedAt: event.at,
        deadline: event.at,
      };
    }
    case 'EffectFailed':
      return { ...deployment, attempt: nextAttempt(deployment.attempt, event) };
    case 'DeploymentStopped':
      return stopped(deployment, event);
    default:
      return undefined;
  }
}

function nextLeg(deployment: Rehearsing): Pick<Rehearsing, 'leg' | 'part'> {
  const next = REHEARSAL_LEGS[REHEARSAL_LEGS.indexOf(deployment.leg) + 1];
  return next === undefined ? { leg: deployment.leg, part: 'smoke' } : { leg: next, part: 'move' };
}

function evolveAwaiting(deployment: AwaitingApproval, event: DeploymentEvent): Deployment | undefined {
  switch (event.type) {
    case 'ApprovalRequested':
      return { ...deployment, askedAt: event.at, deadline: event.deadline };
    case 'ApprovalGranted':
      return { ...deployment, approvals: [...deployment.approvals, event.approval] };
    case 'ApprovalsVoided':
      return { ...deployment, approvals: [], deadline: event.deadline };
    case 'PromotionApproved': {
      const { askedAt: _, deadline: __, ...approved } = deployment;
      return {
        ...approved,
        phase: 'queued',
        for: 'production',
        waitsFor: 'slot',
        preflight: [],
        redSince: null,
        fixForward: null,
      };
    }
    case 'DeploymentReturned':
      return returned(deployment);
    case 'DeploymentStopped':
      return stopped(deployment, event);
    default:
      return undefined;
  }
}

function evolveQueuedForProduction(deployment: QueuedForProduction, event: DeploymentEvent): Deployment | undefined {
  switch (event.type) {
    case 'PromotionWaits':
      return { ...deployment, waitsFor: event.for };
    case 'PreflightDue':
      // Numbered on, so that the answer to a look from before the wait is not taken for an answer to this one.
      return { ...deployment, waitsFor: 'preflight', attempt: { ...FIRST_ATTEMPT, n: deployment.attempt.n + 1 } };
    case 'PreflightFailed': {
      const problem = event.findings
        .filter((finding) => !finding.ok)
        .map((finding) => finding.detail)
        .join('; ');
      const attempt = { n: deployment.attempt.n + 1, notBefore: event.retryAt, lastProblem: problem };
      const isRed = isEnvironmentRed(event.findings);
      const redSince = isRed ? (deployment.redSince ?? event.at) : null;
      // What was signed was signed for that trouble: once it is over, the next one is another.
      const fixForward = isRed ? deployment.fixForward : null;
      return { ...deployment, preflight: event.findings, redSince, fixForward, attempt };
    }
    case 'FixForwardGranted':
      return { ...deployment, fixForward: event.approval };
    case 'EffectFailed':
      return { ...deployment, attempt: nextAttempt(deployment.attempt, event) };
    case 'ApprovalsVoided': {
      const { for: _, waitsFor: __, preflight: ___, redSince: ____, fixForward: _____, ...approved } = deployment;
      return { ...approved, phase: 'awaiting-approval', approvals: [], askedAt: event.at, deadline: event.deadline };
    }
    case 'DeploymentReturned':
      return returned(deployment);
    case 'PromotionStarted': {
      const { for: _, waitsFor: __, preflight: ___, redSince: ____, fixForward: _____, ...approved } = deployment;
      return {
        ...approved,
        phase: 'rolling-out',
        step: firstStep(deployment.plan.strategy, 0),
        promotedAt: event.at,
        traffic: event.traffic,
        holds: [],
        stage: { index: 0, since: null, extensions: 0, verdict: null },
        health: event.health,
        work: { accrued: milliseconds(0), since: event.at },
        checkpoint: null,
        attempt: FIRST_ATTEMPT,
      };
    }
    case 'DeploymentStopped':
      return stopped(deployment, event);
    default:
      return undefined;
  }
}

function returned(deployment: AwaitingApproval | QueuedForProduction): Deployment {
  const { opening, calendar, calendarReadAt, calendarDue, release, returns } = deployment;
  return {
    ...shownBy(deployment),
    phase: 'packaging',
    opening,
    calendar,
    calendarReadAt,
    calendarDue,
    signal: null,
    returns: returns + 1,
    release,
    attempt: FIRST_ATTEMPT,
  };
}

function stopped(deployment: Deployment, event: Extract<DeploymentEvent, { type: 'DeploymentStopped' }>): Stopped {
  const { opening, calendar, calendarReadAt, returns } = deployment;
  return {
    ...shownBy(event.entry === undefined ? deployment : event),
    phase: event.ending,
    opening,
    calendar,
    calendarReadAt,
    calendarDue: false,
    returns,
    signal: event.ending === 'staging-failed' ? 'STAGING_FAILED' : deployment.signal,
    problem: event.problem,
    ...(event.refused === undefined ? {} : { refused: event.refused }),
    endedAt: event.at,
    release: 'release' in deployment ? deployment.release : null,
    planDigest: 'planDigest' in deployment ? deployment.planDigest : null,
  };
}

/** What goes along from phase to phase: the proof of where the release comes from. */
const shownBy = ({ entry, provenance }: Pick<Deployment, 'entry' | 'provenance'>) => ({
  ...(entry === undefined ? {} : { entry }),
  ...(provenance === undefined ? {} : { provenance }),
});

/** The try after a failed one. */
export function nextAttempt(
  attempt: { readonly n: number },
  event: Extract<DeploymentEvent, { type: 'EffectFailed' }>,
): { n: number; notBefore: typeof event.retryAt; lastProblem: string } {
  return { n: attempt.n + 1, notBefore: event.retryAt, lastProblem: event.problem };
}

/** Whether a look before the promotion found what serves outside its own gates. */
const isEnvironmentRed = (findings: readonly Finding[]): boolean =>
  findings.some(({ name, ok }) => name === ENVIRONMENT_RED && !ok);
