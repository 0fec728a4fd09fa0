import type { Duration } from '../kernel/duration.ts';
import { type Instant, later } from '../kernel/instant.ts';
import { firstConflict, unknownText } from '../window/active.ts';
import { lookingAhead, nextFree } from '../window/free.ts';
import type { Calendar, WindowInterval } from '../window/window.ts';

/** Whether a run fits between the blackout windows, from its begin to the end of the bake. */
export interface WindowForecast {
  readonly from: Instant;
  readonly to: Instant;
  /** The window the run would meet; null when it fits. */
  readonly conflict: WindowInterval | null;
  /** Why it is not known whether it fits; null when it is. */
  readonly unknown: string | null;
  /** When a run of this length could begin; null when none is known. */
  readonly nextFree: Instant | null;
  /** The next window that opens after the run; null when none is known. */
  readonly after: WindowInterval | null;
}

/** Looks ahead over the whole length of a run. */
export function windowForecast(calendar: Calendar, from: Instant, length: Duration): WindowForecast {
  const to = later(from, length);
  const ahead = lookingAhead(calendar, from);
  const conflict = firstConflict(ahead, from, length);
  const after =
    calendar.intervals.filter((one) => one.from >= to).sort((one, other) => one.from - other.from)[0] ?? null;
  return {
    from,
    to,
    conflict: conflict === 'unknown' ? null : conflict,
    unknown: conflict === 'unknown' ? unknownText(calendar) : null,
    nextFree: nextFree(ahead, from, length),
    after,
  };
}
