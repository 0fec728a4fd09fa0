import type { DeploymentEvent } from '../deployment/event.ts';
import type { Deployment } from '../deployment/state.ts';
import { shareOf, trafficText } from '../deployment/traffic.ts';
import { formatDuration, seconds } from '../kernel/duration.ts';
import { between, type Instant } from '../kernel/instant.ts';
import { principalText } from '../principal/principal.ts';
import { approvalFacts } from './approval-facts.ts';
import type { NoticeKind } from './kind.ts';
import { kindsOf } from './kinds-of.ts';
import type { Fact, Notice } from './notice.ts';
import { spanOf } from './span.ts';
import { titleOf } from './title.ts';

/** What just happened: the event at its place in the journal, and the deployment around it. */
export interface Happened {
  readonly seq: number;
  readonly event: DeploymentEvent;
  readonly before: Deployment | null;
  readonly after: Deployment;
}

/** What is to be told of an event: nothing, or a notice for each thing that it means. */
export const noticesOf = (happened: Happened): readonly Notice[] =>
  kindsOf(happened.event, happened.before, happened.after).map((kind) => noticeOf(kind, happened));

function noticeOf(kind: NoticeKind, happened: Happened): Notice {
  const { seq, event, after } = happened;
  const { opening, phase, signal } = after;
  const release = 'release' in after ? after.release : null;
  const about = {
    unit: opening.spec.name,
    environment: opening.environment,
    version: release?.version ?? opening.intent.version,
    from: fromOf(after),
  };
  return {
    ...{ kind, seq, at: event.at, deployment: opening.id },
    ...about,
    staging: opening.staging,
    repo: opening.spec.repo ?? null,
    commit: release?.commit ?? opening.intent.commit,
    ...{ phase, signal },
    title: titleOf(kind, about),
    facts: factsOf(kind, happened),
    said: saidIn(event),
    waitsFor: waitingIn(kind, after),
    path: `/d/${opening.id}${kind === 'approval.requested' || kind === 'approval.voided' ? '/approve' : ''}`,
    artifacts: (release?.artifacts ?? []).map(({ name, kind: made, digest }) => ({ name, kind: made, digest })),
    span: spanOf(happened),
  };
}

const fromOf = (deployment: Deployment): string | null =>
  'rollbackRelease' in deployment ? (deployment.rollbackRelease?.version ?? null) : null;

function factsOf(kind: NoticeKind, { event, after }: Happened): readonly Fact[] {
  if (kind === 'approval.requested' || kind === 'approval.voided') return approvalFacts(after, event.at);
  switch (event.type) {
    case 'TrafficShifted':
      return [{ name: 'traffic', text: trafficText(event.traffic) }];
    case 'StageAdvanced':
      return 'plan' in after
        ? [{ name: 'stage', text: `${event.to + 1}/${after.plan.strategy.stages.length}` }, ...weightFact(after)]
        : [];
    case 'RollbackStarted':
      return [
        { name: 'cause', text: event.cause.kind },
        ...weightFact(after),
        ...('plan' in after ? [{ name: 'back to', text: fromOf(after) ?? 'out of service' }] : []),
      ];
    case 'RolledBack':
      return rollbackFacts(event, after);
    case 'HoldPlaced':
      return [{ name: 'hold', text: event.hold.reason }];
    case 'HoldLifted':
      return [{ name: 'hold', text: event.reason }];
    case 'CheckpointOpened':
      return [
        { name: 'verdict', text: `${event.verdict.state} (${event.verdict.reason})` },
        ...weightFact(after),
        { name: 'if nobody answers', text: 'roll back' },
      ];
    case 'CheckpointAnswered':
      return [{ name: 'answer', text: event.answer }];
    case 'ApprovalGranted':
      return [{ name: 'level', text: event.approval.assurance }];
    default:
      return [];
  }
}

function rollbackFacts(event: Extract<DeploymentEvent, { type: 'RolledBack' }>, after: Deployment): readonly Fact[] {
  const took = (to: Instant): string =>
    formatDuration(seconds(Math.max(0, Math.round(between(event.cause.at, to) / 1_000))));
  const target = 'plan' in after ? [{ name: 'target', text: formatDuration(after.plan.limits.targetTime) }] : [];
  return [
    { name: 'traffic back after', text: took(event.trafficBackAt) },
    { name: 'verified after', text: took(event.verifiedAt) },
    ...target,
  ];
}

const weightFact = (deployment: Deployment): readonly Fact[] =>
  'traffic' in deployment ? [{ name: 'weight', text: `${shareOf(deployment.traffic) / 10} %` }] : [];

/** What somebody gave as a reason, or what a check or a driver said. */
function saidIn(event: DeploymentEvent): string | null {
  const said = sayingIn(event);
  return said === null || said === '' ? null : said;
}

function sayingIn(event: DeploymentEvent): string | null {
  switch (event.type) {
    case 'DeploymentOpened':
    case 'RestorationOpened':
      return event.opening.reason;
    case 'DeploymentStopped':
    case 'RollbackStepFailed':
      return event.problem;
    case 'ApprovalsVoided':
    case 'DeploymentReturned':
      return event.why;
    case 'ApprovalGranted':
      return `${event.approval.approver}: ${event.approval.reason}`;
    case 'PromotionWaits':
      return event.note;
    case 'PreflightFailed':
      return event.findings.flatMap(({ ok, detail }) => (ok ? [] : [detail])).join('; ');
    case 'HoldPlaced':
      return `${principalText(event.hold.by)}: ${event.hold.note}`;
    case 'HoldLifted':
      return `${principalText(event.by)}: ${event.note}`;
    case 'CheckpointOpened':
      return event.verdict.gates.map(({ text }) => text).join('; ');
    case 'CheckpointAnswered':
      return `${principalText(event.by)}: ${event.reason}`;
    case 'RollbackStarted':
    case 'RolledBack':
      return event.cause.text;
    case 'DeploymentClosed':
      return event.rootCause;
    default:
      return null;
  }
}

function waitingIn(kind: NoticeKind, after: Deployment): Notice['waitsFor'] {
  switch (kind) {
    case 'approval.requested':
    case 'approval.voided':
      return { what: 'production-promotion', until: 'deadline' in after ? after.deadline : null };
    case 'promotion.red':
      return { what: 'environment-red', until: null };
    case 'checkpoint.opened':
      return {
        what: 'ambiguous-metrics',
        until: 'checkpoint' in after && after.checkpoint !== null ? after.checkpoint.deadline : null,
      };
    case 'rollback.finished':
    case 'rollback.reminder':
      return { what: 'after-rollback', until: null };
    case 'rollback.failed':
      return { what: 'rollback-failed', until: null };
    default:
      return null;
  }
}
