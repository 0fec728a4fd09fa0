import type { RecordPolicy } from '../core/unit/unit.ts';
import type { Store } from '../engine/store.ts';
import type { HeadPlace } from '../journal/heads/head-place.ts';

/** A configuration's wish, and the folder that its paths are seen from. */
export interface HeadWish {
  readonly folder: string;
  readonly heads: RecordPolicy['heads'];
}

/**
 * The places that heads go to now: those of every deployment under way, of the newest of each unit, and of whatever serves. So a
 * configuration that names none any more ends an export only once a deployment with it has been approved and has come to its end.
 */
export function headPlaces(
  store: Pick<Store, 'all' | 'active' | 'deployment' | 'slot'>,
  placesOf: (wish: HeadWish) => readonly HeadPlace[],
): readonly HeadPlace[] {
  const openings = new Map(store.active().map(({ state }) => [state.opening.id as string, state.opening]));
  const newest = new Map<string, number>();
  for (const { state } of store.all()) {
    const { opening } = state;
    const { name } = opening.spec;
    const serving = store.slot(name, opening.environment).stable?.deployment;
    if (serving === opening.id) openings.set(opening.id, opening);
    if ((newest.get(name) ?? -1) >= opening.openedAt) continue;
    newest.set(name, opening.openedAt);
  }
  for (const { state } of store.all()) {
    const { opening } = state;
    if (newest.get(opening.spec.name) === opening.openedAt) openings.set(opening.id, opening);
  }
  const places = new Map<string, HeadPlace>();
  for (const { spec, intent } of openings.values()) {
    if (spec.record === undefined) continue;
    for (const place of placesOf({ folder: intent.sourceDir, heads: spec.record.heads })) places.set(place.name, place);
  }
  return [...places.values()];
}
