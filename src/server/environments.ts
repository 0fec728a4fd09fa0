import type { EnvironmentPlace, EnvironmentView, PlacedRelease } from '../api/environments.ts';
import type { StableRelease } from '../core/environment/slot.ts';
import { refuse } from '../core/kernel/refusal.ts';
import { principalText } from '../core/principal/principal.ts';
import type { EnvironmentSpec } from '../core/unit/environment.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import { DriverError } from '../ports/driver-error.ts';
import type { TrafficState } from '../ports/traffic-router.ts';
import type { ServiceParts } from './parts.ts';
import { refused } from './refused.ts';

/** How long a router may take to say what it does, in milliseconds. */
const LIMIT = 3_000;

/** An environment with the newest configuration that named it. */
export interface Place {
  readonly unit: string;
  readonly spec: UnitSpec;
  readonly environment: EnvironmentSpec;
}

/** Every environment of every unit, as its slot and its router have it, by the newest configuration that was deployed. */
export const environmentViews = (parts: ServiceParts): Promise<readonly EnvironmentView[]> =>
  Promise.all(placesOf(parts).map((place) => viewOf(parts, place)));

/** One environment, as its slot and its router have it. */
export const environmentView = (parts: ServiceParts, named: EnvironmentPlace): Promise<EnvironmentView> =>
  viewOf(parts, placeNamed(parts, named));

/** The environment of this name; refused where nothing was ever deployed for it. */
export function placeNamed(parts: ServiceParts, { unit, environment }: EnvironmentPlace): Place {
  const places = placesOf(parts);
  const found = places.find((place) => place.unit === unit && place.environment.name === environment);
  if (found !== undefined) return found;
  const known = places.map((place) => `${place.unit}/${place.environment.name}`).join(', ');
  const message = `Nothing was deployed for ${unit}/${environment} here${known === '' ? '' : `; known are ${known}`}`;
  throw refused(refuse('no-such-environment', message, 'List them: plimsoll environment list'));
}

/** Every environment that something was deployed to, each with the newest configuration that named it. */
export function placesOf({ store }: ServiceParts): readonly Place[] {
  const places = new Map<string, Place>();
  for (const { state } of store.all()) {
    const { spec } = state.opening;
    for (const environment of Object.values(spec.environments)) {
      const key = `${spec.name}/${environment.name}`;
      if (!places.has(key)) places.set(key, { unit: spec.name, spec, environment });
    }
  }
  return [...places.values()];
}

const time = (at: number): string => new Date(at).toISOString();

const placed = ({ release, deployment, since }: StableRelease): PlacedRelease => ({
  release: release.id,
  version: release.version,
  commit: release.commit,
  deployment,
  since: time(since),
});

/** An environment with the configuration that is meant, as its slot and its router have it. */
export async function viewOf(parts: ServiceParts, { unit, environment }: Place): Promise<EnvironmentView> {
  const { state, version } = parts.store.versionedSlot(unit, environment.name);
  const { holder, queue, stable, earlier, hold, personHold, drift } = state;
  const seen = await trafficOf(parts, unit, environment);
  return {
    unit,
    environment: environment.name,
    version,
    demo: environment.demo,
    address: seen?.address ?? null,
    traffic: seen?.traffic ?? null,
    stable: stable === null ? null : placed(stable),
    earlier: earlier.map(placed),
    holder,
    queue,
    hold: hold === null ? null : { deployment: hold.deployment, since: time(hold.since), note: hold.note },
    heldBy:
      personHold === null
        ? null
        : { by: principalText(personHold.by), reason: personHold.reason, since: time(personHold.since) },
    drift: drift === null ? null : { ...drift, since: time(drift.since) },
  };
}

async function trafficOf(
  parts: ServiceParts,
  unit: string,
  environment: EnvironmentSpec,
): Promise<TrafficState | null> {
  try {
    return await parts.drivers.router(unit, environment).observe(AbortSignal.timeout(LIMIT));
  } catch (error) {
    if (error instanceof DriverError) return null;
    throw error;
  }
}
