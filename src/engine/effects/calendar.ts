import type { Effect } from '../../core/deployment/effect.ts';
import { hours } from '../../core/kernel/duration.ts';
import { later } from '../../core/kernel/instant.ts';
import type { Doing, Seen } from './doing.ts';

/** How far ahead windows are known. */
export const CALENDAR_HORIZON = hours(24 * 14);

/** Turns the window sources into occurrences up to the horizon. */
export async function readCalendar(
  effect: Extract<Effect, { kind: 'read-calendar' }>,
  { drivers, clock, deployment }: Doing,
): Promise<Seen> {
  const now = clock.wall();
  const { sourceDir } = deployment.opening.intent;
  const calendar = await drivers.calendar(effect.windows, now, later(now, CALENDAR_HORIZON), sourceDir);
  return { type: 'RecordCalendar', calendar };
}
