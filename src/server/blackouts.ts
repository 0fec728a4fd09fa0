import { dirname } from 'node:path';
import type { Blackouts, BlackoutsRequest } from '../api/blackouts.ts';
import { hours } from '../core/kernel/duration.ts';
import { instant, later } from '../core/kernel/instant.ts';
import type { ServiceParts } from './parts.ts';

/** The blackout windows that a configuration file writes, from a moment on. Read-only. */
export async function blackoutsOf(parts: ServiceParts, { config, from, days }: BlackoutsRequest): Promise<Blackouts> {
  const spec = await parts.loadUnit(config);
  const now = parts.clock.wall();
  // What is over is not looked at again: a feed says what is to come.
  const begin = from === null ? now : instant(Math.max(now, Date.parse(from)));
  const until = later(begin, hours(24 * days));
  const read = await parts.drivers.calendar(spec.windows, now, until, dirname(config));
  const intervals = read.intervals.filter(({ to }) => to > begin);
  return { unit: spec.name, policy: spec.windows, from: begin, calendar: { ...read, intervals } };
}
