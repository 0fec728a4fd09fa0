import { queryOptions } from '@tanstack/react-query';
import type { EventLine } from '../../api/event-line.ts';
import type { DeploymentEvent } from '../../core/deployment/event.ts';
import { evolve } from '../../core/deployment/evolve.ts';
import type { Deployment } from '../../core/deployment/state.ts';
import { cache } from './cache.ts';
import { plane } from './plane.ts';

/** A deployment folded from its events by the rules of the core, and the events. */
export interface Folded {
  readonly state: Deployment | null;
  readonly version: number;
  readonly lines: readonly EventLine[];
  /** The record of an older or newer release, which this page cannot fold: then what the control plane answers is shown. */
  readonly cannot: boolean;
}

const NOTHING: Folded = { state: null, version: 0, lines: [], cannot: false };

/** All events of a deployment, folded. */
export const foldedOf = (id: string) =>
  queryOptions({
    queryKey: ['folded', id],
    queryFn: async (): Promise<Folded> => (await plane.events(id, 0, 0)).events.reduce(withEvent, NOTHING),
  });

/** Folds one more event into what is known of a deployment; where events are missing, all are asked for anew. */
export function foldIn(id: string, line: EventLine): void {
  const { queryKey } = foldedOf(id);
  const known = cache.getQueryData(queryKey);
  if (known === undefined || line.version <= known.version) return;
  if (line.version === known.version + 1) cache.setQueryData(queryKey, withEvent(known, line));
  else void cache.invalidateQueries({ queryKey });
}

function withEvent(known: Folded, line: EventLine): Folded {
  const lines = [...known.lines, line];
  const next = { lines, version: line.version };
  if (known.cannot) return { ...known, ...next };
  try {
    const event = { type: line.type, ...(line.body as object) } as DeploymentEvent;
    return { ...next, state: evolve(known.state, event), cannot: false };
  } catch {
    return { ...next, state: known.state, cannot: true };
  }
}
