import type { DeploymentEvent } from '../core/deployment/event.ts';
import type { SlotEvent } from '../core/environment/slot.ts';
import { canonical } from '../core/plan/canonical.ts';
import type { Entry, Json, NewEntry } from '../ports/journal.ts';

/** The current shape of every event. A change of shape raises it and brings an upcaster. */
const SCHEMA = 1;

/** An event as a journal entry. Going through the canonical text drops what JSON cannot hold and refuses what it must not. */
export function toEntry(event: DeploymentEvent | SlotEvent): NewEntry {
  const { type, ...body } = event;
  return { type, schema: SCHEMA, body: JSON.parse(canonical(body)) as Json };
}

/** The deployment event an entry records. Journals are written by `toEntry` alone, and their chain is checked at open. */
export const toDeploymentEvent = (entry: Entry): DeploymentEvent =>
  ({ type: entry.type, ...(entry.body as object) }) as DeploymentEvent;

/** The slot event an entry records. */
export const toSlotEvent = (entry: Entry): SlotEvent => ({ type: entry.type, ...(entry.body as object) }) as SlotEvent;
