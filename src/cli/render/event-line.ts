import type { EventLine } from '../../api/control-plane.ts';
import type { DeploymentEvent } from '../../core/deployment/event.ts';
import type { CheckResult } from '../../core/deployment/evidence.ts';
import { trafficText } from '../../core/deployment/traffic.ts';
import { type Duration, formatDuration, milliseconds } from '../../core/kernel/duration.ts';
import { type PlanDifference, planDifferencesText } from '../../core/plan/diff.ts';
import { principalText } from '../../core/principal/principal.ts';
import { sbomLines } from '../../core/unit/artifact-text.ts';
import { clockTime } from './moment.ts';
import { onOneLine } from './visible.ts';

/** One event as one line for people: a time with its zone, then what happened, with its numbers. */
export function eventText({ time, type, body }: EventLine): string {
  return `${clockTime(time)} ${onOneLine(sentenceFor({ type, body }))}`;
}

/** What happened, in words, with its numbers. */
export const sentenceFor = ({ type, body }: Pick<EventLine, 'type' | 'body'>): string =>
  sentenceOf({ type, ...(body as object) } as DeploymentEvent);

const tenths = (duration: Duration): string => `${(duration / 1_000).toFixed(1)} s`;

const checkText = (result: CheckResult): string => {
  const total = result.suites.reduce((sum, suite) => sum + suite.total, 0);
  const passed = result.suites.reduce((sum, suite) => sum + suite.passed, 0);
  return `${result.kind}${total > 0 ? ` ${passed}/${total}` : ''} in ${tenths(result.took)}`;
};

const changedText = (changed: readonly PlanDifference[] = []): string =>
  changed.length === 0 ? '' : `: ${planDifferencesText(changed)}`;

function sentenceOf(event: DeploymentEvent): string {
  switch (event.type) {
    case 'DeploymentOpened': {
      const { spec, intent, environment, requester } = event.opening;
      return `opened: ${spec.name} ${intent.version} (${intent.commit.slice(0, 12)}) to ${environment}, by ${principalText(requester)}`;
    }
    case 'RestorationOpened': {
      const { opening, release, rollbackRelease, cause } = event;
      return `restoration: ${rollbackRelease.version} in place of ${release.version} on ${opening.environment}, by ${principalText(opening.requester)}: ${cause.text}`;
    }
    case 'ArtifactsBuilt':
      return `packaged: ${event.release.tag}, ${event.release.artifacts.map((one) => `${one.name}@${one.digest.slice(0, 19)}…`).join(', ')}${sbomLines(
        event.release.artifacts,
      )
        .map((line) => `; ${line}`)
        .join(
          '',
        )}${event.entry === undefined ? '' : `; verified: ${event.entry.results.length} of ${event.entry.results.length}`}`;
    case 'PlanSealed': {
      const { strategy, rollbackTarget } = event.plan;
      const back =
        rollbackTarget.kind === 'release'
          ? `rollback to ${rollbackTarget.version}`
          : 'first release: a rollback takes it out of service';
      return `plan ${event.planDigest.slice(7, 13)}: ${strategy.kind}, ${back}`;
    }
    case 'DeploymentQueued':
      return `queued for ${event.for}`;
    case 'StagingStarted':
      return 'deploying to staging';
    case 'ReleasePlaced':
      return `on staging after ${tenths(event.took)}`;
    case 'CheckPassed':
      return `passed: ${checkText(event.result)}`;
    case 'StagingReady':
      return 'STAGING_READY';
    case 'StagingValidated':
      return 'staging is validated';
    case 'RehearsalMoved':
      return `rehearsal: ${event.leg} in ${tenths(event.took)}`;
    case 'RehearsalSmokePassed':
      return `rehearsal: smoke after ${event.leg} passed`;
    case 'RehearsalPassed':
      return `rehearsed: forward ${tenths(event.certificate.forward)}, back ${tenths(event.certificate.back)}, forward ${tenths(event.certificate.forwardAgain)}`;
    case 'ApprovalRequested':
      return `waiting for a person’s approval until ${new Date(event.deadline).toISOString()}, then it expires`;
    case 'ApprovalGranted':
      return `approved by ${event.approval.approver} (${event.approval.kind}, ${event.approval.assurance})${event.approval.reason === '' ? '' : `: ${event.approval.reason}`}`;
    case 'PromotionApproved':
      return 'enough approvals: on to production';
    case 'ApprovalsVoided':
      return `approvals void: ${event.why}${changedText(event.changed)}`;
    case 'PromotionWaits':
      return `waiting for the ${event.for} of production: ${event.note}`;
    case 'PreflightDue':
      return 'looking before the promotion';
    case 'DeploymentReturned':
      return `back to staging: ${event.why}${changedText(event.changed)}`;
    case 'DeploymentStopped':
      return `${event.ending === 'staging-failed' ? 'STAGING_FAILED' : event.ending}: ${event.problem}`;
    case 'PreflightFailed':
      return `pre-flight failed: ${event.findings
        .filter((one) => !one.ok)
        .map((one) => `${one.name}: ${one.detail}`)
        .join('; ')}`;
    case 'FixForwardGranted':
      return `production is red; ${event.approval.approver} goes on all the same: ${event.approval.reason}`;
    case 'PromotionStarted':
      return `promotion started: ${event.findings.map((one) => `${one.name} ✔`).join(' ')}`;
    case 'CandidatePrepared':
      return `candidate up: ${event.instances} instances, no traffic yet`;
    case 'CandidateSmoked':
      return `candidate off-traffic: ${checkText(event.result)}`;
    case 'TrafficShifted':
      return `traffic: ${trafficText(event.traffic)} (read back)`;
    case 'StableReduced':
      return `stable reduced to ${event.to} instances: ${trafficText(event.traffic)} (read back)`;
    case 'VerdictRecorded':
      return verdictText(event.verdict);
    case 'StageAdvanced':
      return `advancing to stage ${event.to + 1}${event.approval === null ? '' : `, signed by ${event.approval.approver}`}`;
    case 'HealthChanged':
      return `health: candidate ${event.health.candidate.healthy}/${event.health.candidate.total}, stable ${event.health.stable.healthy}/${event.health.stable.total}`;
    case 'HoldPlaced':
      return `hold (${event.hold.reason}): ${event.hold.note}`;
    case 'HoldLifted':
      return `hold lifted (${event.reason}): ${event.note}`;
    case 'ClockJumped':
      return event.cause === 'restart'
        ? `control plane back after ${formatDuration(milliseconds(Math.max(0, event.by)))}`
        : `wall clock jumped by ${Math.round(event.by / 1_000)} s`;
    case 'CheckpointOpened':
      return `ambiguous-metrics: a person must answer until ${new Date(event.deadline).toISOString()}, then it rolls back`;
    case 'CheckpointAnswered':
      return `answered ${event.answer} by ${principalText(event.by)}: ${event.reason}`;
    case 'GlassBroken':
      return glassText(event);
    case 'ProductionDeployed':
      return 'PRODUCTION_DEPLOYED: all traffic is on it, and it bakes';
    case 'BakeSmokePassed':
      return `production smoke: ${checkText(event.result)}`;
    case 'SettlingStarted':
      return 'bake passed: the candidate becomes stable';
    case 'DeploymentCompleted':
      return 'DEPLOYMENT_COMPLETE';
    case 'RollbackStarted':
      return `ROLLBACK_TRIGGERED (${event.cause.kind}): ${event.cause.text}`;
    case 'TrafficReturned':
      return `traffic back: ${trafficText(event.traffic)} (read back)`;
    case 'StableRestored':
      return 'stable is up again';
    case 'StableVerified':
      return `stable verified: ${event.findings.map((one) => one.detail).join(', ')}`;
    case 'RollbackStepFailed':
      return `rollback step failed (${event.failures}): ${event.problem}`;
    case 'RolledBack':
      return `rolled back: ${event.cause.text}`;
    case 'ReminderDue':
      return 'reminder: the rollback waits for its root cause';
    case 'DeploymentClosed':
      return `closed by ${event.approval.approver}: ${event.rootCause}`;
    case 'EffectFailed':
      return `failed, tried again: ${event.problem}`;
    case 'CalendarRunsOut':
      return 'reading the calendar further';
    case 'CalendarRead':
      return `calendar known until ${new Date(event.calendar.knownUntil).toISOString()}`;
  }
}

function glassText({ phase, signatures, effectiveAt }: Extract<DeploymentEvent, { type: 'GlassBroken' }>): string {
  const who = signatures.map(({ approver }) => approver).join(' and ');
  const what = phase === 'baking' ? 'the bake' : 'the stage';
  const why = signatures.map(({ reason }) => reason).join('; ');
  return `BREAK GLASS: ${who} shorten ${what} from ${new Date(effectiveAt).toISOString()} on: ${why}`;
}

function verdictText(verdict: Extract<DeploymentEvent, { type: 'VerdictRecorded' }>['verdict']): string {
  const worst = verdict.gates.find((gate) => gate.state === verdict.state) ?? verdict.gates[0];
  // A pass stands on every gate, so each one says why.
  const passed = verdict.state === 'pass' ? verdict.gates.filter(({ kind }) => kind === 'gate') : [];
  const told = (passed.length > 0 ? passed : worst === undefined ? [] : [worst]).map(({ text }) => text).join(' · ');
  const shadows = (verdict.shadows ?? []).map((gate) => ` · shadow ${gate.gate} ${gate.state}/${gate.reason}`);
  return `verdict ${verdict.state}/${verdict.reason}${told === '' ? '' : `: ${told}`}${shadows.join('')}`;
}
