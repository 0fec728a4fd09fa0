import type { Hold } from '../core/deployment/hold.ts';
import type { Deployment } from '../core/deployment/state.ts';
import { type Instant, later } from '../core/kernel/instant.ts';
import { principalText } from '../core/principal/principal.ts';
import { windowAt } from '../core/window/active.ts';
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

/** What a deployment waits for at this moment; null when it is at work or over. */
export function waitingOf(deployment: Deployment, now: Instant): Waiting | null {
  switch (deployment.phase) {
    case 'queued':
      return deployment.for === 'staging' ? queueOf(deployment.opening.staging) : promotionWait(deployment, now);
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

function promotionWait(deployment: Extract<Deployment, { phase: 'queued'; for: 'production' }>, now: Instant): Waiting {
  if (deployment.waitsFor === 'slot') return queueOf(deployment.opening.environment);
  if (deployment.waitsFor === 'window') return windowWait('', deployment.calendar, now);
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
    until: time(deployment.approvals[0]?.notAfter),
    default: 'looked at again',
  };
}

// What is known is the window of this moment: the one that opened first may be over, and another open.
function windowWait(note: string, calendar: Calendar, now: Instant, since: Instant | null = null): Waiting {
  const active = windowAt(calendar, now);
  const interval = active === 'unknown' ? null : active;
  const name = active === 'unknown' ? '(the calendar is not known so far)' : (interval?.name ?? '(just over)');
  return {
    for: note === '' ? `blackout window ${name}` : note,
    who: ['the calendar'],
    since: time(since ?? interval?.from),
    until: time(interval?.to),
    default: 'goes on by itself when it is over',
  };
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
const TOLD_FIRST: readonly Hold['reason'][] = ['person', 'approval-expired', 'window'];

function holdWait(deployment: Extract<Deployment, { phase: 'rolling-out' | 'baking' }>, now: Instant): Waiting | null {
  const { holds, plan, calendar } = deployment;
  const held = TOLD_FIRST.flatMap((reason) => holds.filter((hold) => hold.reason === reason))[0] ?? holds[0];
  if (held === undefined) return null;
  const why = `hold: ${held.note || held.reason}`;
  const since = time(held.since);
  switch (held.reason) {
    case 'person':
      return { for: why, who: [principalText(held.by), 'any operator'], since, until: null, default: 'stays held' };
    case 'approval-expired': {
      const { approvers, deadline } = plan.policy.productionPromotion;
      return { for: why, who: approvers, since, until: time(later(held.since, deadline)), default: 'rolls back' };
    }
    case 'window':
      return windowWait(why, calendar, now, held.since);
    default:
      return { for: why, who: ['the engine'], since, until: null, default: 'goes on by itself when its cause is over' };
  }
}
