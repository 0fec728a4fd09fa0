import { DEPLOYMENT_EVENT_TYPES } from '../core/deployment/event-types.ts';
import { SLOT_EVENT_TYPES } from '../core/environment/slot-event-types.ts';
import { InvariantViolation } from '../core/kernel/invariant.ts';
import type { Current } from '../engine/store.ts';
import { unchanged, upcasters } from '../journal/upcast/upcasters.ts';

const upcast = upcasters([...DEPLOYMENT_EVENT_TYPES, ...SLOT_EVENT_TYPES].map(unchanged));

/** Brings entries of every release so far into today's shape. No event has changed its shape yet. */
export const currentEntry: Current = (entry) => {
  const read = upcast(entry);
  if (read.kind === 'unreadable') throw new InvariantViolation(read.problem);
  return read.entry;
};
