import { type Deployment, isTerminal } from '../core/deployment/state.ts';
import type { Versioned } from '../engine/store.ts';

/** Of deployments with the newest first, one for each unit and environment: the newest under way, else the newest. */
export function newestOfEach(all: readonly Versioned<Deployment>[]): readonly Versioned<Deployment>[] {
  const places = new Map<string, Versioned<Deployment>>();
  for (const one of all) {
    const { spec, environment } = one.state.opening;
    const place = `${spec.name}/${environment}`;
    const known = places.get(place);
    const isBetter = known === undefined || (isTerminal(known.state.phase) && !isTerminal(one.state.phase));
    if (isBetter) places.set(place, one);
  }
  return [...places.values()];
}
