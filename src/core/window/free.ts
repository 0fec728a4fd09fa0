import type { Duration } from '../kernel/duration.ts';
import type { Instant } from '../kernel/instant.ts';
import { firstConflict } from './active.ts';
import type { Calendar } from './window.ts';

/** A calendar for questions about later: a feed that is believed now is read again before it is too old. */
export function lookingAhead(calendar: Calendar, now: Instant): Calendar {
  const { staleAt, ...ahead } = calendar;
  return staleAt === undefined || staleAt <= now ? calendar : ahead;
}

/** The first moment from this one on at which so long a stretch runs into no window; null when none is known. */
export function nextFree(calendar: Calendar, from: Instant, length: Duration): Instant | null {
  let candidate = from;
  for (;;) {
    const conflict = firstConflict(calendar, candidate, length);
    if (conflict === null) return candidate;
    if (conflict === 'unknown') return null;
    candidate = conflict.to;
  }
}
