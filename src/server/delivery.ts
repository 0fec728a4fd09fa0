import type { DeliveryRequest, DeliveryView } from '../api/delivery.ts';
import { type Delivered, deliveredOf } from '../core/delivery-metrics/delivered.ts';
import { deliveryMetrics } from '../core/delivery-metrics/delivery-metrics.ts';
import { isTerminal } from '../core/deployment/state.ts';
import { instant } from '../core/kernel/instant.ts';
import { toDeploymentEvent } from '../engine/encoding.ts';
import type { Store } from '../engine/store.ts';
import { deploymentStream } from '../engine/streams.ts';
import type { ServiceParts } from './parts.ts';

const DAY = 86_400_000;

/** What is over does not change: it is read once. */
const known = new WeakMap<Store, Map<string, { readonly version: number; readonly delivered: Delivered }>>();

/** How software was delivered in the last so many days. */
export async function deliveryOf(parts: ServiceParts, asked: DeliveryRequest): Promise<DeliveryView> {
  const { store, clock } = parts;
  const to = instant(clock.wall() + 1);
  const from = instant(to - asked.days * DAY);
  const all = store.all();
  const places = new Map<string, DeliveryView['places'][number]>();
  const delivered: Delivered[] = [];
  for (const { state, version } of all) {
    const { spec, environment, id } = state.opening;
    places.set(`${spec.name} ${environment}`, { unit: spec.name, environment });
    if (asked.unit !== null && spec.name !== asked.unit) continue;
    if (asked.environment !== null && environment !== asked.environment) continue;
    const one = await deliveredBy(parts, id, version, isTerminal(state.phase));
    if (one !== null) delivered.push(one);
  }
  return {
    ...deliveryMetrics(delivered, from, to),
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    places: [...places.values()],
  };
}

async function deliveredBy(
  { journal, store }: ServiceParts,
  id: string,
  version: number,
  isOver: boolean,
): Promise<Delivered | null> {
  const kept = known.get(store) ?? new Map();
  known.set(store, kept);
  const before = kept.get(id);
  if (before?.version === version) return before.delivered;
  const delivered = deliveredOf((await journal.read(deploymentStream(id))).map(toDeploymentEvent));
  if (delivered !== null && isOver) kept.set(id, { version, delivered });
  return delivered;
}
