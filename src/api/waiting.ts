import { isHeldBy } from '../core/deployment/hold.ts';
import type { Deployment } from '../core/deployment/state.ts';
import type { Instant } from '../core/kernel/instant.ts';
import { principalText } from '../core/principal/principal.ts';
import { windowAt } from '../core/window/active.ts';

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

/** What a deployment waits for just now; null when it is at work or over. */
export function waitingOf(deployment: Deployment): Waiting | null {
  switch (deployment.phase) {
    case 'queued':
      return deployment.for === 'staging' ? queueOf(deployment.opening.staging) : promotionWait(deployment);
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
      return productionWait(deployment);
    case 'rollback-failed':
      return {
        for: 'rollback',
        who: ['person:operator'],
        since: time(deployment.startedAt),
        until: null,
        default: 'tried again',
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

const queueOf = (environment: string): Waiting => ({
  for: `the slot of ${environment}`,
  who: ['the deployment that holds it'],
  since: null,
  until: null,
  default: 'goes on by itself',
});

function promotionWait(deployment: Extract<Deployment, { phase: 'queued'; for: 'production' }>): Waiting {
  if (deployment.waitsFor === 'slot') return queueOf(deployment.opening.environment);
  if (deployment.waitsFor === 'window') return windowWait(deployment);
  const bad = deployment.preflight
    .filter((finding) => !finding.ok)
    .map((finding) => `${finding.name}: ${finding.detail}`);
  return {
    for: bad.length === 0 ? 'pre-flight' : `pre-flight (${bad.join('; ')})`,
    who: ['whoever can mend it'],
    since: null,
    until: time(deployment.approvals[0]?.notAfter),
    default: 'looked at again',
  };
}

function windowWait(deployment: Deployment): Waiting {
  const now = deployment.calendar.intervals[0];
  const active = now === undefined ? null : deployment.calendar.intervals.find((one) => one.to > now.from);
  return {
    for: `blackout window ${active?.name ?? '(calendar not known)'}`,
    who: ['the calendar'],
    since: time(active?.from),
    until: time(active?.to),
    default: 'goes on by itself when it is over',
  };
}

function productionWait(deployment: Extract<Deployment, { phase: 'rolling-out' | 'baking' }>): Waiting | null {
  if (deployment.checkpoint !== null) {
    const { openedAt, deadline } = deployment.checkpoint;
    const who = deployment.plan.policy.ambiguousMetrics.approvers;
    return { for: 'ambiguous-metrics', who, since: time(openedAt), until: time(deadline), default: 'rolls back' };
  }
  const held = deployment.holds[0];
  if (held === undefined) return null;
  if (held.reason === 'window') {
    const active = windowAt(deployment.calendar, held.since);
    const until = active === null || active === 'unknown' ? null : time(active.to);
    return {
      for: `hold: ${held.note}`,
      who: ['the calendar'],
      since: time(held.since),
      until,
      default: 'goes on by itself when it is over',
    };
  }
  const isPersons = isHeldBy(deployment.holds, 'person');
  return {
    for: `hold: ${held.note || held.reason}`,
    who: isPersons ? [principalText(held.by), 'any operator'] : ['the engine'],
    since: time(held.since),
    until: null,
    default: isPersons ? 'stays held' : 'goes on by itself when its cause is over',
  };
}
