import { type Duration, hours, milliseconds } from '../kernel/duration.ts';
import { between, type Instant, instant, later } from '../kernel/instant.ts';
import type { Delivered } from './delivered.ts';
import { shareAt } from './quantile.ts';

/** A time that was measured several times. Null: never. */
export interface Times {
  readonly median: Duration | null;
  /** Nine of ten took no longer. */
  readonly mostly: Duration | null;
  readonly count: number;
}

/** So many of so many; no share of none. */
export interface Share {
  readonly share: number | null;
  readonly count: number;
  readonly of: number;
}

/** One week of a range, the last one as far as the range goes. */
export interface DeliveryWeek {
  readonly from: Instant;
  readonly deployed: number;
  readonly failed: number;
}

/** How software was delivered in a range of time: five figures, each with the count that it stands on. No score. */
export interface DeliveryMetrics {
  readonly frequency: { readonly perWeek: number | null; readonly count: number };
  readonly leadTime: Times;
  readonly changeFail: Share;
  readonly recovery: Times;
  readonly rework: Share;
  /** What is in the range and in none of the figures, and why. */
  readonly excluded: { readonly stopped: number; readonly underWay: number; readonly unrecovered: number };
  readonly weeks: readonly DeliveryWeek[];
}

/** What each figure means; shown wherever it is. */
export const DEFINITIONS = {
  frequency:
    'Deployments after which the new release had all production traffic, in a week. Restorations are not counted.',
  leadTime:
    'From asking for a deployment until the new release had all production traffic, waiting for people included.',
  changeFail: 'Of the deployments that reached any user: those that were taken back, or undone by a restoration later.',
  recovery: 'From the beginning of a rollback or restoration until what served before served again and was looked at.',
  rework:
    'Of the deployments that reached any user: those made to mend one. The first after a failure, and those sent into a red production.',
} as const;

const WEEK = hours(7 * 24);

/** The figures of what happened from a moment on and before another. Each thing counts when it happened, not when it was asked for. */
export function deliveryMetrics(delivered: readonly Delivered[], from: Instant, to: Instant): DeliveryMetrics {
  const isIn = (at: Instant | null): at is Instant => at !== null && at >= from && at < to;
  const changes = delivered.filter(({ isRestoration }) => !isRestoration);
  const deployed = changes.filter(({ deployedAt }) => isIn(deployedAt));
  const reached = changes.filter(({ reachedAt }) => isIn(reachedAt));
  const failures = delivered.filter(
    ({ failedAt, reachedAt, isRestoration }) => isIn(failedAt) && (isRestoration || reachedAt !== null),
  );
  const undone = undoneBy(delivered);
  const failed = reached.filter((one) => isFailed(one) || undone.has(one));
  const days = between(from, to) / hours(24);
  return {
    frequency: { perWeek: days > 0 ? (deployed.length / days) * 7 : null, count: deployed.length },
    leadTime: timesOf(
      deployed.flatMap(({ openedAt, deployedAt }) => (deployedAt === null ? [] : between(openedAt, deployedAt))),
    ),
    changeFail: shareOf(failed.length, reached.length),
    recovery: timesOf(
      failures.flatMap(({ failedAt, recoveredAt }) =>
        failedAt === null || recoveredAt === null ? [] : between(failedAt, recoveredAt),
      ),
    ),
    rework: shareOf(reached.filter((one) => isRework(one, delivered)).length, reached.length),
    excluded: {
      stopped: changes.filter(({ isStopped, openedAt }) => isStopped && isIn(openedAt)).length,
      underWay: changes.filter((one) => isIn(one.openedAt) && isUnderWay(one)).length,
      unrecovered: failures.filter(({ recoveredAt }) => recoveredAt === null).length,
    },
    weeks: weeksOf(from, to, deployed, failed),
  };
}

const isFailed = ({ failedAt, reachedAt }: Delivered): boolean => failedAt !== null && reachedAt !== null;

const isUnderWay = ({ isStopped, deployedAt, failedAt }: Delivered): boolean =>
  !isStopped && deployedAt === null && failedAt === null;

const isSamePlace = (one: Delivered, other: Delivered): boolean =>
  one.unit === other.unit && one.environment === other.environment;

/** What a restoration took back: the last that had been deployed there before it. */
function undoneBy(delivered: readonly Delivered[]): ReadonlySet<Delivered> {
  const undone = new Set<Delivered>();
  for (const restoration of delivered.filter(({ isRestoration }) => isRestoration)) {
    const last = delivered
      .filter((one) => !one.isRestoration && isSamePlace(one, restoration) && !isFailed(one))
      .filter(({ deployedAt }) => deployedAt !== null && deployedAt <= restoration.openedAt)
      .reduce<Delivered | null>(
        (latest, one) => ((latest?.deployedAt ?? 0) > (one.deployedAt ?? 0) ? latest : one),
        null,
      );
    if (last !== null) undone.add(last);
  }
  return undone;
}

/** Sent to mend, or the first to reach users after a failure there. */
function isRework(one: Delivered, delivered: readonly Delivered[]): boolean {
  if (one.isFixForward) return true;
  const { reachedAt } = one;
  if (reachedAt === null) return false;
  const before = delivered.filter((other) => other !== one && isSamePlace(other, one));
  const failures = before.flatMap(({ failedAt, reachedAt: at, isRestoration }) =>
    failedAt !== null && failedAt < reachedAt && (isRestoration || at !== null) ? [failedAt] : [],
  );
  const lastFailure = failures.reduce<number | null>((latest, at) => Math.max(latest ?? at, at), null);
  if (lastFailure === null) return false;
  return !before.some(
    (other) => other.reachedAt !== null && other.reachedAt > lastFailure && other.reachedAt < reachedAt,
  );
}

const shareOf = (count: number, of: number): Share => ({ share: of === 0 ? null : count / of, count, of });

const timesOf = (taken: readonly Duration[]): Times => {
  const rising = taken.toSorted((one, other) => one - other);
  const at = (share: number): Duration | null => {
    const value = shareAt(rising, share);
    return value === null ? null : milliseconds(value);
  };
  return { median: at(0.5), mostly: at(0.9), count: rising.length };
};

/** More weeks than these are not listed one by one. */
const MOST_WEEKS = 60;

function weeksOf(
  from: Instant,
  to: Instant,
  deployed: readonly Delivered[],
  failed: readonly Delivered[],
): DeliveryWeek[] {
  const count = Math.min(MOST_WEEKS, Math.ceil(Math.max(0, between(from, to)) / WEEK));
  return Array.from({ length: count }, (_, index) => {
    const begin = later(from, milliseconds(index * WEEK));
    const end = instant(Math.min(to, begin + WEEK));
    const isIn = (at: Instant | null): boolean => at !== null && at >= begin && at < end;
    return {
      from: begin,
      deployed: deployed.filter(({ deployedAt }) => isIn(deployedAt)).length,
      failed: failed.filter(({ reachedAt }) => isIn(reachedAt)).length,
    };
  });
}
