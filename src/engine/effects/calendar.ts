import { hours } from '../../core/kernel/duration.ts';
import { later } from '../../core/kernel/instant.ts';
import { windowsInForce } from '../../core/plan/policy/windows-in-force.ts';
import type { Doing, Seen } from './doing.ts';

/** How far ahead windows are known. */
export const CALENDAR_HORIZON = hours(24 * 14);

/** Turns the window sources into occurrences up to the horizon. */
export async function readCalendar({ drivers, clock, deployment, production }: Doing): Promise<Seen> {
  const now = clock.wall();
  const { sourceDir } = deployment.opening.intent;
  const windows = windowsInForce(deployment, production);
  const calendar = await drivers.calendar(windows, now, later(now, CALENDAR_HORIZON), sourceDir);
  return { type: 'RecordCalendar', calendar };
}
