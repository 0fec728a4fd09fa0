import { later } from '../../kernel/instant.ts';
import { InvariantViolation } from '../../kernel/invariant.ts';
import { refuse } from '../../kernel/refusal.ts';
import { digestsOf } from '../../unit/release.ts';
import { judgeCheck } from '../../validation/judge-check.ts';
import type { Command } from '../command.ts';
import { accept, type Decision, type World } from '../decision.ts';
import type { DeploymentEvent } from '../event.ts';
import type { CheckResult, Evidence, RollbackCertificate } from '../evidence.ts';
import type { DeployingToStaging, Rehearsing, Validating } from '../state.ts';
import { releases, stop } from './ending.ts';

type Record<T extends Command['type']> = Extract<Command, { type: T }>;

/** The release runs on staging. */
export const recordPlaced = (command: Record<'RecordPlaced'>): Decision =>
  accept([{ type: 'ReleasePlaced', took: command.took, at: command.at }]);

/** A check on staging has ended. A failed one ends the deployment; the last good one makes the evidence. */
export function recordStagingCheck(
  command: Record<'RecordCheckResult'>,
  deployment: DeployingToStaging | Validating | Rehearsing,
  world: World,
): Decision {
  const { principal, at } = command;
  const { plan, baseline = null } = deployment;
  const result = judgeCheck(command.result, plan.checks[command.result.kind], baseline);
  if (!result.passed) {
    const problem = `${result.kind} failed on ${plan.requires}: ${result.problem ?? 'no reason given'}`;
    return stop(deployment, world, { ending: 'staging-failed', problem, by: principal, at, result });
  }
  switch (deployment.phase) {
    case 'deploying-to-staging':
      return accept(afterStagingCheck(deployment, result, at));
    case 'validating':
      return accept([{ type: 'CheckPassed', result, at }, ...afterValidation(deployment, result, at)]);
    case 'rehearsing':
      return afterRehearsalSmoke(deployment, result, world, at);
  }
}

function afterStagingCheck(deployment: DeployingToStaging, result: CheckResult, at: Command['at']): DeploymentEvent[] {
  const { checks } = deployment.plan;
  const passed: DeploymentEvent = { type: 'CheckPassed', result, at };
  if (deployment.step === 'smoke' && checks.integration !== undefined) return [passed];
  const ready: DeploymentEvent = { type: 'StagingReady', at };
  if (checks.performance !== undefined || checks.security !== undefined) return [passed, ready];
  return [
    passed,
    ready,
    { type: 'StagingValidated', evidence: evidenceOf(deployment, [...deployment.checks, result], at), at },
  ];
}

function afterValidation(deployment: Validating, result: CheckResult, at: Command['at']): DeploymentEvent[] {
  if (deployment.remaining.length > 1) return [];
  return [{ type: 'StagingValidated', evidence: evidenceOf(deployment, [...deployment.checks, result], at), at }];
}

function evidenceOf(
  deployment: DeployingToStaging | Validating,
  checks: readonly CheckResult[],
  at: Command['at'],
): Evidence {
  const { plan, entry, provenance } = deployment;
  const config = plan.release.configs[plan.requires];
  if (config === undefined) throw new InvariantViolation(`the release has no configuration for ${plan.requires}`);
  return {
    environment: plan.requires,
    artifactDigests: digestsOf(plan.release),
    configDigest: config.digest,
    checks,
    ...(entry === undefined ? {} : { entry }),
    ...(provenance === undefined ? {} : { provenance }),
    at,
  };
}

/** One leg of the rehearsal has moved. */
export function recordRehearsalMove(command: Record<'RecordRehearsalMove'>, deployment: Rehearsing): Decision {
  if (command.leg !== deployment.leg) {
    return refuse(
      'rehearsal-leg-over',
      `The rehearsal is at ${deployment.leg}, not ${command.leg}`,
      'Report the leg under way',
    );
  }
  return accept([{ type: 'RehearsalMoved', leg: command.leg, took: command.took, at: command.at }]);
}

function afterRehearsalSmoke(deployment: Rehearsing, result: CheckResult, world: World, at: Command['at']): Decision {
  const passed: DeploymentEvent = { type: 'RehearsalSmokePassed', leg: deployment.leg, result, at };
  if (deployment.leg !== 'forward-again') return accept([passed]);
  const deadline = later(at, deployment.plan.policy.productionPromotion.deadline);
  return accept(
    [
      passed,
      { type: 'RehearsalPassed', certificate: certificateOf(deployment, at), at },
      { type: 'ApprovalRequested', deadline, at },
    ],
    { staging: releases(deployment, world, at).staging },
  );
}

function certificateOf(deployment: Rehearsing, at: Command['at']): RollbackCertificate {
  const { release, rollbackRelease, plan, took } = deployment;
  const candidateConfig = release.configs[plan.environment]?.digest;
  const { forward, back, 'forward-again': forwardAgain } = took;
  if (candidateConfig === undefined || forward === undefined || back === undefined || forwardAgain === undefined) {
    throw new InvariantViolation('a rehearsal ended without all of its legs');
  }
  return {
    candidate: release.id,
    candidateDigests: digestsOf(release),
    candidateConfig,
    rollbackTo: rollbackRelease?.id ?? null,
    rollbackDigests: rollbackRelease === null ? [] : digestsOf(rollbackRelease),
    rollbackConfig: rollbackRelease?.configs[plan.environment]?.digest ?? null,
    ...{ forward, back, forwardAgain, at },
  };
}
