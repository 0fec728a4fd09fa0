import { FIRST_ATTEMPT } from '../attempt.ts';
import type { DeploymentEvent } from '../event.ts';
import type { Deployment, QueuedForStaging } from '../state.ts';
import { nextAttempt } from './next-attempt.ts';
import { evolveRehearsing, evolveStaging, evolveValidating } from './staging.ts';
import { shownBy, stopped } from './stopped.ts';
import { evolveAwaiting, evolveQueuedForProduction } from './waiting.ts';

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
