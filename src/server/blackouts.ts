import { dirname } from 'node:path';
import type { Ahead, Blackouts, BlackoutsRequest } from '../api/blackouts.ts';
import type { EnvironmentPlace } from '../api/environments.ts';
import { hours } from '../core/kernel/duration.ts';
import { instant, later } from '../core/kernel/instant.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import { placeNamed } from './environments.ts';
import type { ServiceParts } from './parts.ts';

/** The blackout windows that a configuration file writes, from a moment on. Read-only. */
export const blackoutsOf = async (parts: ServiceParts, { config, ...ahead }: BlackoutsRequest): Promise<Blackouts> =>
  lookAhead(parts, await parts.loadUnit(config), dirname(config), ahead);

/** The blackout windows of an environment, by the newest configuration that was deployed there. Read-only. */
export async function environmentBlackouts(
  parts: ServiceParts,
  place: EnvironmentPlace,
  ahead: Ahead,
): Promise<Blackouts> {
  const { spec } = placeNamed(parts, place);
  const newest = parts.store.all().find(({ state }) => state.opening.spec.name === spec.name);
  return lookAhead(parts, spec, newest?.state.opening.intent.sourceDir ?? '', ahead);
}

async function lookAhead(
  parts: ServiceParts,
  spec: UnitSpec,
  folder: string,
  { from, days }: Ahead,
): Promise<Blackouts> {
  const now = parts.clock.wall();
  // What is over is not looked at again: a feed says what is to come.
  const begin = from === null ? now : instant(Math.max(now, Date.parse(from)));
  const until = later(begin, hours(24 * days));
  const read = await parts.drivers.calendar(spec.windows, now, until, folder);
  const intervals = read.intervals.filter(({ to }) => to > begin);
  return { unit: spec.name, policy: spec.windows, from: begin, calendar: { ...read, intervals } };
}
