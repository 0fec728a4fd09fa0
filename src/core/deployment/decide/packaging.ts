import { mayClaim, type SlotEvent } from '../../environment/slot.ts';
import type { EntryEvidence } from '../../evidence/entry-evidence.ts';
import { refuseBlockingStep } from '../../guard/blocking-step.ts';
import { refuseUnverified } from '../../guard/entry-evidence.ts';
import { refuseOnHeldEnvironment } from '../../guard/holder.ts';
import type { Instant } from '../../kernel/instant.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { canonical } from '../../plan/canonical.ts';
import type { PlanDifference } from '../../plan/diff.ts';
import { differencesFrom, refuseDifferent } from '../../plan/expected.ts';
import { refuseWeaker } from '../../plan/policy/policy-diff.ts';
import { protectionOf } from '../../plan/policy/protection.ts';
import { policyStanding } from '../../plan/policy/standing.ts';
import { planOf } from '../../plan/seal.ts';
import { refuseUnderpowered } from '../../plan/underpowered.ts';
import type { Principal } from '../../principal/principal.ts';
import { refuseRejected } from '../../principal/rejected-lately.ts';
import type { Release } from '../../unit/release.ts';
import { digestsOf } from '../../unit/release.ts';
import { comparedWith } from '../../validation/baseline.ts';
import { powerCheckOf } from '../../verdict/power/power-check.ts';
import type { Command } from '../command.ts';
import { accept, type Decision, type World } from '../decision.ts';
import type { DeploymentEvent } from '../event.ts';
import type { Opening } from '../opening.ts';
import type { Packaging, QueuedForStaging } from '../state.ts';
import { type Stop, stop } from './ending.ts';

/** The artifacts are built, stored and read back. */
export function recordBuilt(
  command: Extract<Command, { type: 'RecordBuilt' }>,
  deployment: Packaging,
  world: World,
): Decision {
  const { release, entry, provenance, principal: by, at } = command;
  const { intent } = deployment.opening;
  if (release.commit !== intent.commit || release.unit !== intent.unit) {
    return refuse(
      'release-for-another-intent',
      'What was built is not what was asked for',
      'Build the commit of the intent',
    );
  }
  const refusal = refuseUnverified(...verifying(deployment, entry, release, at));
  if (refusal !== null) return stopUnverified(deployment, world, { refusal, entry, by, at });
  const shown = { ...(entry === undefined ? {} : { entry }), ...(provenance === undefined ? {} : { provenance }) };
  return accept([{ type: 'ArtifactsBuilt', release, ...shown, at }]);
}

/** The source was looked at and is not verified: nothing was built, and nothing will be. */
export function recordUnverified(
  command: Extract<Command, { type: 'RecordUnverified' }>,
  deployment: Packaging,
  world: World,
): Decision {
  const { entry, principal: by, at } = command;
  const refusal = refuseUnverified(...verifying(deployment, entry, null, at));
  if (refusal === null) return refuse('source-verified', 'What was shown is enough', 'Go on and build');
  return stopUnverified(deployment, world, { refusal, entry, by, at });
}

/** What the rule on verified code is asked with; null: nothing is built yet. */
function verifying(
  { opening }: Packaging,
  entry: EntryEvidence | undefined,
  release: Release | null,
  at: Instant,
): Parameters<typeof refuseUnverified> {
  const { spec, intent } = opening;
  const shipped = {
    commit: intent.commit,
    dirty: intent.dirtyPaths.length > 0,
    artifacts: release?.artifacts ?? null,
  };
  return [spec.verification ?? [], entry, shipped, { at, maxAge: spec.evidenceMaxAge }];
}

function stopUnverified(
  deployment: Packaging,
  world: World,
  how: {
    readonly refusal: Refusal;
    readonly entry: EntryEvidence | undefined;
    readonly by: Principal;
    readonly at: Instant;
  },
): Decision {
  const { refusal, entry, by, at } = how;
  const unwanted = { ending: 'packaging-failed', ...refusedBy(refusal), by, at } as const;
  return stop(deployment, world, { problem: refusal.message, ...unwanted, ...(entry === undefined ? {} : { entry }) });
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
    const what = `${release.version} (${release.commit.slice(0, 12)})`;
    const problem = `${what} serves ${plan.environment} already, brought by ${stable.deployment}`;
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
  const follows = ancestry === 'descendant' || ancestry === 'same';
  if (stable !== null && !follows && plan.outOfOrder === undefined) {
    const serves = `${stable.release.version} (${stable.release.commit.slice(0, 12)}) of ${stable.deployment}`;
    const problem = `${release.commit.slice(0, 12)} does not follow ${serves}, which serves now; to ship it all the same: --out-of-order "why"`;
    return stop(deployment, world, { ending: 'superseded', problem, by: principal, at });
  }
  const { environment: name, migrations, downStep } = plan;
  const step = { name, migrations, ...(downStep === undefined ? {} : { downStep }) };
  const blocking = refuseBlockingStep(step, stable);
  if (blocking !== null) {
    const problem = `${blocking.message}. ${blocking.remedy}`;
    return stop(deployment, world, { ending: 'packaging-failed', problem, by: principal, at });
  }
  const power = command.stable === undefined ? undefined : powerCheckOf(plan, command.stable);
  const weak = power === undefined ? null : refuseUnderpowered(plan, power);
  if (weak !== null) {
    const problem = `${weak.message}. ${weak.remedy}`;
    return stop(deployment, world, { ending: 'packaging-failed', problem, by: principal, at });
  }
  const protection = protectionOf(opening.spec, opening.environment);
  const unwanted =
    refusedBy(refuseUnverified(...verifying(deployment, deployment.entry, release, at))) ??
    refuseUnwanted(command, opening) ??
    refusedBy(refuseRejected(opening.rejected ?? [], digestsOf(release), at, opening.spec.agents)) ??
    refusedBy(refuseWeaker(world.production.policy?.protection ?? null, protection));
  if (unwanted !== null) {
    return stop(deployment, world, { ending: 'packaging-failed', ...unwanted, by: principal, at });
  }
  const sealed: DeploymentEvent = {
    ...{ type: 'PlanSealed', plan, planDigest, rollbackRelease, at },
    ...(power === undefined ? {} : { power }),
    ...comparedWith(plan, stable),
    ...(command.commits === undefined ? {} : { commits: command.commits }),
    policy: policyStanding(world.production, protection),
  };
  const claim = claimStaging(opening.id, world, plan.demo, at);
  return claim === null
    ? accept([sealed, { type: 'DeploymentQueued', for: 'staging', at }], {
        staging: [{ type: 'SlotQueued', deployment: opening.id, at }],
      })
    : accept([sealed, { type: 'StagingStarted', at }], { staging: claim });
}

type Unwanted = Pick<Stop, 'problem' | 'refused'>;

/** Whether it comes to the plan that was asked for, if one was: nothing has been changed yet. */
function refuseUnwanted(
  { plan, planDigest }: Extract<Command, { type: 'RecordSealed' }>,
  { expected }: Opening,
): Unwanted | null {
  if (expected === undefined || expected.digest === planDigest) return null;
  const found = differencesFrom(expected, plan);
  return refusedBy(refuseDifferent(found), found);
}

function refusedBy(refusal: Refusal | null, found: readonly PlanDifference[] = []): Unwanted | null {
  if (refusal === null) return null;
  const { code, message, remedy } = refusal;
  return { problem: message, refused: { code, remedy, differences: found } };
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
