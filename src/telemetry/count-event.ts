import type { DeploymentEvent } from '../core/deployment/event.ts';
import type { Deployment } from '../core/deployment/state.ts';
import { between, type Instant } from '../core/kernel/instant.ts';
import type { Instruments } from './instruments.ts';

/** Counts one event of a deployment. The same record counts the same, whenever it is read. */
export function countEvent(
  instruments: Instruments,
  event: DeploymentEvent,
  before: Deployment | null,
  after: Deployment,
): void {
  const { spec, environment } = after.opening;
  const place = { unit: spec.name, environment };
  const strategy = strategyOf(after);
  if (before?.phase !== after.phase) instruments.deployments.inc({ ...place, strategy, phase: after.phase });
  if (before?.phase === 'awaiting-approval' && after.phase !== before.phase)
    instruments.approvalWait.observe(place, secondsTo(before.askedAt, event.at));
  switch (event.type) {
    case 'VerdictRecorded':
      instruments.verdicts.inc({ ...place, verdict: event.verdict.state, reason: event.verdict.reason });
      break;
    case 'StageAdvanced':
    case 'ProductionDeployed':
    case 'RollbackStarted':
      if (before?.phase === 'rolling-out' && before.stage.since !== null)
        instruments.stageSeconds.observe({ ...place, strategy }, secondsTo(before.stage.since, event.at));
      break;
    case 'RolledBack':
      instruments.rollbackSeconds.observe(
        { ...place, until: 'traffic-back' },
        secondsTo(event.cause.at, event.trafficBackAt),
      );
      instruments.rollbackSeconds.observe({ ...place, until: 'verified' }, secondsTo(event.cause.at, event.verifiedAt));
      break;
    default:
  }
}

const strategyOf = (deployment: Deployment): string =>
  'plan' in deployment
    ? deployment.plan.strategy.kind
    : (deployment.opening.spec.environments[deployment.opening.environment]?.rollout.kind ?? 'unknown');

const secondsTo = (from: Instant, to: Instant): number => Math.max(0, between(from, to)) / 1_000;
