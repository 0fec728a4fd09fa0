import type { EnvironmentView } from '../api/control-plane.ts';
import type { EnvironmentSpec } from '../core/unit/environment.ts';
import { DriverError } from '../ports/driver-error.ts';
import type { TrafficState } from '../ports/traffic-router.ts';
import type { ServiceParts } from './parts.ts';

/** How long a router may take to say what it does, in milliseconds. */
const LIMIT = 3_000;

/** Every environment of every unit, as its slot and its router have it, by the newest configuration that was deployed. */
export function environmentViews(parts: ServiceParts): Promise<readonly EnvironmentView[]> {
  const specs = new Map<string, { readonly unit: string; readonly environment: EnvironmentSpec }>();
  for (const { state } of parts.store.all()) {
    const { spec } = state.opening;
    for (const environment of Object.values(spec.environments)) {
      const key = `${spec.name}/${environment.name}`;
      if (!specs.has(key)) specs.set(key, { unit: spec.name, environment });
    }
  }
  return Promise.all([...specs.values()].map(({ unit, environment }) => viewOf(parts, unit, environment)));
}

async function viewOf(parts: ServiceParts, unit: string, environment: EnvironmentSpec): Promise<EnvironmentView> {
  const { holder, queue, stable, hold } = parts.store.slot(unit, environment.name);
  const seen = await trafficOf(parts, unit, environment);
  return {
    unit,
    environment: environment.name,
    demo: environment.demo,
    address: seen?.address ?? null,
    traffic: seen?.traffic ?? null,
    stable:
      stable === null
        ? null
        : {
            release: stable.release.id,
            version: stable.release.version,
            commit: stable.release.commit,
            since: new Date(stable.since).toISOString(),
          },
    holder,
    queue,
    hold:
      hold === null
        ? null
        : { deployment: hold.deployment, since: new Date(hold.since).toISOString(), note: hold.note },
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
