import { evidenceHoldOf } from '../core/deployment/evidence-hold.ts';
import type { Hold } from '../core/deployment/hold.ts';
import { type Deployment, ENVIRONMENT_RED } from '../core/deployment/state.ts';
import type { Slot } from '../core/environment/slot.ts';
import { earliest, type Instant, later } from '../core/kernel/instant.ts';
import { type Principal, principalText } from '../core/principal/principal.ts';
import { type Blocked, blockedAt } from '../core/window/active.ts';
import type { Calendar } from '../core/window/window.ts';

/** "Why is it waiting?": for what, who can end it, since when, until when, and what happens by itself then. */
export interface Waiting {
  readonly for: string;
  readonly who: readonly string[];
  readonly since: string | null;
  readonly until: string | null;
  readonly default: string;
}

const time = (at: Instant | null | undefined): string | null =>
  at === null || at === undefined ? null : new Date(at).toISOString();

/** The slots a deployment may have to wait for. */
export interface Places {
  readonly staging: Slot;
  readonly production: Slot;
}

/** What a deployment waits for at this moment; null when it is at work or over. Without `places` nobody knows who holds a slot. */
export function waitingOf(deployment: Deployment, now: Instant, places: Places | null = null): Waiting | null {
  switch (deployment.phase) {
    case 'queued':
      return deployment.for === 'staging'
        ? slotWait(deployment, deployment.opening.staging, places?.staging ?? null)
        : promotionWait(deployment, now, places?.production ?? null);
    case 'awaiting-approval':
      return {
        for: 'production-promotion',
        who: deployment.plan.policy.productionPromotion.approvers,
        since: time(deployment.askedAt),
        until: time(deployment.deadline),
        default: 'expires',
      };
    case 'rolling-out':
    case 'baking':
      return productionWait(deployment, now);
    case 'rollback-failed':
      return {
        for: `rollback${deployment.attempt.lastProblem === null ? '' : `: ${deployment.attempt.lastProblem}`}`,
        who: ['whoever can mend it'],
        since: time(deployment.startedAt),
        until: null,
        default: nextTry(deployment.attempt.notBefore),
      };
    case 'rolled-back':
      return {
        for: 'after-rollback',
        who: deployment.plan.policy.afterRollback.approvers,
        since: time(deployment.rolledBackAt),
        until: null,
        default: `hold; reminder at ${time(deployment.remindAt)}`,
      };
    default:
      return null;
  }
}

type Queued = Extract<Deployment, { phase: 'queued' }>;
type QueuedForProduction = Extract<Queued, { for: 'production' }>;

const nextTry = (notBefore: Instant | null): string =>
  notBefore === null ? 'tried again by itself' : `tried again by itself, next at ${time(notBefore)}`;

function slotWait(deployment: Queued, environment: string, slot: Slot | null): Waiting {
  const { hold = null, personHold = null, holder = null, queue = [] } = slot ?? {};
  if (personHold !== null) {
    return {
      for: `the hold on ${environment} by ${principalText(personHold.by)}: ${personHold.reason}`,
      who: deployment.plan.policy.productionPromotion.approvers,
      since: time(personHold.since),
      until: expiryOf(deployment),
      default: `stays held; an approver lets it go: plimsoll environment release ${environment} --reason TEXT`,
    };
  }
  if (hold !== null) {
    return {
      for: `the hold on ${environment} after the rollback of ${hold.deployment}`,
      who: deployment.plan.policy.afterRollback.approvers,
      since: time(hold.since),
      until: expiryOf(deployment),
      default: `stays held; ${hold.deployment} must be closed with a root cause`,
    };
  }
  const before = queue.slice(0, Math.max(0, queue.indexOf(deployment.opening.id)));
  const ahead = [...(holder === null ? [] : [holder]), ...before];
  return {
    for: `the slot of ${environment}${holder === null ? '' : `, held by ${holder}`}`,
    who: ahead.length > 0 ? ahead : ['the deployment that holds it'],
    since: null,
    until: expiryOf(deployment),
    default: 'goes on by itself when it is free',
  };
}

/** When what was approved runs out while it waits; null before there is an approval. */
function expiryOf(deployment: Queued): string | null {
  if (deployment.for === 'staging') return null;
  return time(earliest(deployment.approvals.map((approval) => approval.notAfter)));
}

function promotionWait(deployment: QueuedForProduction, now: Instant, slot: Slot | null): Waiting {
  if (deployment.waitsFor === 'slot') return slotWait(deployment, deployment.opening.environment, slot);
  if (deployment.waitsFor === 'window') return approvedWindowWait(deployment, now);
  if (deployment.redSince !== null && deployment.fixForward === null) return redWait(deployment, deployment.redSince);
  const found = deployment.preflight
    .filter((finding) => !finding.ok)
    .map((finding) => `${finding.name}: ${finding.detail}`);
  // A look that could not be finished says why by its last try.
  const { lastProblem } = deployment.attempt;
  const bad = found.length > 0 || lastProblem === null ? found : [lastProblem];
  return {
    for: bad.length === 0 ? 'pre-flight' : `pre-flight (${bad.join('; ')})`,
    who: ['whoever can mend it'],
    since: null,
    until: expiryOf(deployment),
    default: 'looked at again by itself; once the approval expires it is asked for anew',
  };
}

// Red before anything was changed: it goes on by itself when what serves is well again, or when an approver signs why it may.
function redWait(deployment: QueuedForProduction, since: Instant): Waiting {
  const { detail = '' } = deployment.preflight.find(({ name }) => name === ENVIRONMENT_RED) ?? {};
  return {
    for: `environment-red (${detail})`,
    who: deployment.plan.policy.productionPromotion.approvers,
    since: time(since),
    until: expiryOf(deployment),
    default: 'looked at again by itself: goes on once it is inside its gates',
  };
}

// An approval may run out before the window is over: then it is asked for anew, and waiting longer alone ends nothing.
function approvedWindowWait(deployment: QueuedForProduction, now: Instant): Waiting {
  const waiting = windowWait('', deployment.calendar, now);
  const expires = expiryOf(deployment);
  const isTooLate = expires !== null && (waiting.until === null || expires < waiting.until);
  if (!isTooLate) return waiting;
  return { ...waiting, default: `the approval expires at ${expires}, then it is asked for anew` };
}

// What is known is the windows of this moment: the one that opened first may be over, and another open.
function windowWait(note: string, calendar: Calendar, now: Instant, since: Instant | null = null): Waiting {
  const blocked = blockedAt(calendar, now);
  return {
    for: note === '' ? windowText(blocked, calendar) : note,
    who: ['the calendar'],
    since: time(since ?? blocked?.since),
    until: time(blocked?.until),
    default: 'goes on by itself when it is over',
  };
}

function windowText(blocked: Blocked | null, { problem }: Calendar): string {
  if (blocked === null) return 'blackout window (just over)';
  const { names, following } = blocked;
  if (names.length === 0) return `blackout window (${problem ?? 'the calendar is not known so far'})`;
  const after = following.length === 0 ? '' : `, then ${following.join(', ')}`;
  return `blackout window ${names.join(' and ')}${after}`;
}

function productionWait(
  deployment: Extract<Deployment, { phase: 'rolling-out' | 'baking' }>,
  now: Instant,
): Waiting | null {
  if (deployment.checkpoint !== null) {
    const { openedAt, deadline } = deployment.checkpoint;
    const who = deployment.plan.policy.ambiguousMetrics.approvers;
    return { for: 'ambiguous-metrics', who, since: time(openedAt), until: time(deadline), default: 'rolls back' };
  }
  return holdWait(deployment, now);
}

// Of several holds the one that ends last by itself is told: a person's, then an approval's, a window's, the engine's own.
const TOLD_FIRST: readonly Hold['reason'][] = ['environment', 'person', 'approval-expired', 'window'];

function holdWait(deployment: Extract<Deployment, { phase: 'rolling-out' | 'baking' }>, now: Instant): Waiting | null {
  const { holds, plan, calendar } = deployment;
  const held = TOLD_FIRST.flatMap((reason) => holds.filter((hold) => hold.reason === reason))[0] ?? holds[0];
  if (held === undefined) return null;
  const why = `hold: ${held.note || held.reason}`;
  const since = time(held.since);
  switch (held.reason) {
    case 'person':
      return { for: why, who: mayLift(held.by), since, until: null, default: 'stays held' };
    case 'environment':
      return { for: why, who: plan.policy.productionPromotion.approvers, since, until: null, default: 'stays held' };
    case 'approval-expired': {
      const { approvers, deadline } = plan.policy.productionPromotion;
      return { for: why, who: approvers, since, until: time(later(held.since, deadline)), default: 'rolls back' };
    }
    case 'window':
      return windowWait(why, calendar, now, held.since);
    case 'judge':
      return {
        for: why,
        who:
          evidenceHoldOf(deployment) === undefined
            ? ['the judge']
            : ['the judge', 'any person or OS account of this machine'],
        since,
        until: null,
        default: 'goes on or rolls back as the evidence says',
      };
    case 'guard':
      return { for: why, who: ['whoever can mend it'], since, until: null, default: 'tried again by itself' };
    case 'clock-jump':
      return {
        for: why,
        who: ['the engine'],
        since,
        until: null,
        default: 'goes on by itself once all is checked again',
      };
  }
}

// As the rules have it: a person's hold needs a signed-in person, anybody else's also an OS account, an agent lifts its own.
function mayLift(by: Principal): readonly string[] {
  const others = by.kind === 'person' ? 'any signed-in person' : 'any person or OS account of this machine';
  return [principalText(by), others];
}
