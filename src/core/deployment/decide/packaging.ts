import { mayClaim, type SlotEvent } from '../../environment/slot.ts';
import { refuseOnHeldEnvironment } from '../../guard/holder.ts';
import { refuse } from '../../kernel/refusal.ts';
import { canonical } from '../../plan/canonical.ts';
import { planOf } from '../../plan/seal.ts';
import type { Command } from '../command.ts';
import { accept, type Decision, type World } from '../decision.ts';
import type { DeploymentEvent } from '../event.ts';
import type { Packaging, QueuedForStaging } from '../state.ts';
import { stop } from './ending.ts';

/** The artifacts are built, stored and read back. */
export function recordBuilt(command: Extract<Command, { type: 'RecordBuilt' }>, deployment: Packaging): Decision {
  const { release, at } = command;
  const { intent } = deployment.opening;
  if (release.commit !== intent.commit || release.unit !== intent.unit) {
    return refuse(
      'release-for-another-intent',
      'What was built is not what was asked for',
      'Build the commit of the intent',
    );
  }
  return accept([{ type: 'ArtifactsBuilt', release, at }]);
}

/** The plan is sealed over what was built and what serves now; the deployment goes on to staging or queues for it. */
export function recordSealed(
  command: Extract<Command, { type: 'RecordSealed' }>,
  deployment: Packaging & { readonly release: NonNullable<Packaging['release']> },
  world: World,
): Decision {
  const { plan, planDigest, rollbackRelease, ancestry, principal, at } = command;
  const { opening, release } = deployment;
  const { stable } = world.production;
  if (canonical(plan) !== canonical(planOf(opening, release, stable)) || rollbackRelease?.id !== stable?.release.id) {
    return refuse('plan-not-current', 'What serves changed while the plan was sealed', 'Seal it again');
  }
  if (stable?.release.id === release.id) {
    const problem = `${release.version} (${release.commit.slice(0, 12)}) serves ${plan.environment} already`;
    return stop(deployment, world, { ending: 'superseded', problem, by: principal, at });
  }
  const barred = refuseOnHeldEnvironment(plan, world.production);
  if (barred?.code === 'digests-barred') {
    return stop(deployment, world, {
      ending: 'packaging-failed',
      problem: `${barred.message}. ${barred.remedy}`,
      by: principal,
      at,
    });
  }
  if (stable !== null && ancestry !== 'descendant' && ancestry !== 'same') {
    const problem = `${release.commit.slice(0, 12)} does not follow ${stable.release.commit.slice(0, 12)}, which serves now`;
    return stop(deployment, world, { ending: 'superseded', problem, by: principal, at });
  }
  const sealed: DeploymentEvent = { type: 'PlanSealed', plan, planDigest, rollbackRelease, at };
  const claim = claimStaging(opening.id, world, plan.demo, at);
  return claim === null
    ? accept([sealed, { type: 'DeploymentQueued', for: 'staging', at }], {
        staging: [{ type: 'SlotQueued', deployment: opening.id, at }],
      })
    : accept([sealed, { type: 'StagingStarted', at }], { staging: claim });
}

/** Takes the staging slot as soon as it is this deployment's turn. */
export function considerStaging(deployment: QueuedForStaging, world: World, at: Command['at']): Decision {
  const claim = claimStaging(deployment.opening.id, world, deployment.plan.demo, at);
  return claim === null ? accept([]) : accept([{ type: 'StagingStarted', at }], { staging: claim });
}

function claimStaging(
  deployment: QueuedForStaging['opening']['id'],
  world: World,
  demo: boolean,
  at: Command['at'],
): readonly SlotEvent[] | null {
  return mayClaim(world.staging, deployment) ? [{ type: 'SlotClaimed', deployment, demo, at }] : null;
}
