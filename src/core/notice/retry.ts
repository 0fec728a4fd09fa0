import { type Duration, hours, minutes, seconds } from '../kernel/duration.ts';

/** How long to wait after each failed try, some 21 hours in all: a receiver may be away for a night. */
const WAITS: readonly Duration[] = [
  seconds(5),
  seconds(30),
  minutes(2),
  minutes(10),
  minutes(30),
  hours(2),
  hours(6),
  hours(12),
];

/** A receiver may ask for patience, but not for ever. */
const LONGEST_ASKED: Duration = hours(1);

/** How long to wait after the n-th failed try, as a receiver asked for or by our own rule; null: it is not tried again by itself. */
export function waitAfter(failures: number, asked: Duration | null): Duration | null {
  const own = WAITS[failures - 1];
  if (own === undefined) return null;
  return asked === null ? own : (Math.max(own, Math.min(asked, LONGEST_ASKED)) as Duration);
}
