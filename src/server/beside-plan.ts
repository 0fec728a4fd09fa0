import type { BesidePlan, NamedWindow, WindowForecastView } from '../api/planning.ts';
import type { DeploymentEvent } from '../core/deployment/event.ts';
import type { Opening } from '../core/deployment/opening.ts';
import { inTheWay } from '../core/environment/in-the-way.ts';
import type { Duration } from '../core/kernel/duration.ts';
import type { Instant } from '../core/kernel/instant.ts';
import { configChanges } from '../core/plan/config-changes.ts';
import { type PlanDifference, planDifferences } from '../core/plan/diff.ts';
import type { Plan } from '../core/plan/plan.ts';
import { protectionOf } from '../core/plan/policy/protection.ts';
import { policyStanding } from '../core/plan/policy/standing.ts';
import { windowForecast } from '../core/plan/window-forecast.ts';
import type { Calendar, WindowInterval } from '../core/window/window.ts';
import { DriverError } from '../ports/driver-error.ts';
import { whoMayApprove } from './approvers.ts';
import type { ServiceParts } from './parts.ts';

/** What a plan is shown with, as it stands at this moment. */
interface Shown {
  readonly plan: Plan;
  readonly calendar: Calendar;
  readonly at: Instant;
  /** How long the rollout and the bake take when every stage passes at its end. */
  readonly length: Duration;
  /** What happened to the deployment so far; nothing before it is opened. */
  readonly events?: readonly DeploymentEvent[];
}

/** Everything that is shown beside a plan: differences, forecast, who could approve, and which policy that adopts. */
export async function besidePlan(parts: ServiceParts, opening: Opening, shown: Shown): Promise<BesidePlan> {
  const { plan, calendar, at, length, events = [] } = shown;
  const slot = parts.store.slot(plan.unit, plan.environment);
  const forecast = windowForecast(calendar, at, length);
  return {
    commits: lastSealed(events)?.commits ?? (await commitsOf(parts, opening, slot.stable?.release.commit)),
    configChanges: configChanges(slot.stable?.release ?? null, plan.release, plan.environment),
    forecast: {
      ...forecast,
      from: iso(forecast.from),
      to: iso(forecast.to),
      conflict: named(forecast.conflict),
      nextFree: forecast.nextFree === null ? null : iso(forecast.nextFree),
      after: named(forecast.after),
    } satisfies WindowForecastView,
    mayApprove: whoMayApprove(parts.record, plan, opening, slot),
    policy: policyStanding(slot, protectionOf(opening.spec, opening.environment)),
    changedSince: changedSince(events),
    inTheWay: inTheWay(slot),
  };
}

const lastSealed = (events: readonly DeploymentEvent[]) => events.findLast((event) => event.type === 'PlanSealed');

function changedSince(events: readonly DeploymentEvent[]): readonly PlanDifference[] {
  const [before, now] = events.filter((event) => event.type === 'PlanSealed').slice(-2);
  return before === undefined || now === undefined ? [] : planDifferences(before.plan, now.plan);
}

/** The commits between what serves and this one; none where git cannot tell, for a look ahead stops at nothing. */
async function commitsOf({ drivers }: ServiceParts, { intent }: Opening, from: string | undefined) {
  if (from === undefined) return [];
  try {
    return await drivers.source.commitsBetween(intent.sourceDir, from, intent.commit);
  } catch (error) {
    if (error instanceof DriverError) return [];
    throw error;
  }
}

const iso = (at: Instant): string => new Date(at).toISOString();

const named = (window: WindowInterval | null): NamedWindow | null =>
  window === null ? null : { name: window.name, from: iso(window.from), to: iso(window.to) };
