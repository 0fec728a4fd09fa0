import { FIRST_ATTEMPT } from '../attempt.ts';
import type { DeploymentEvent } from '../event.ts';
import {
  type DeployingToStaging,
  type Deployment,
  REHEARSAL_LEGS,
  type Rehearsing,
  type Validating,
} from '../state.ts';
import { nextAttempt } from './next-attempt.ts';
import { stopped } from './stopped.ts';

/** From the placing on staging to its smoke and integration. */
export function evolveStaging(deployment: DeployingToStaging, event: DeploymentEvent): Deployment | undefined {
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

/** The validations of staging. */
export function evolveValidating(deployment: Validating, event: DeploymentEvent): Deployment | undefined {
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

/** The drill on staging: forward, back, forward. */
export function evolveRehearsing(deployment: Rehearsing, event: DeploymentEvent): Deployment | undefined {
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
