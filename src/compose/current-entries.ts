import { deploymentEventFault } from '../core/deployment/event-form.ts';
import { DEPLOYMENT_EVENT_TYPES } from '../core/deployment/event-types.ts';
import { slotEventFault } from '../core/environment/slot-event-form.ts';
import { SLOT_EVENT_TYPES } from '../core/environment/slot-event-types.ts';
import { InvariantViolation } from '../core/kernel/invariant.ts';
import type { Current } from '../engine/store.ts';
import { unchanged, upcasters } from '../journal/upcast/upcasters.ts';

const upcast = upcasters([...DEPLOYMENT_EVENT_TYPES, ...SLOT_EVENT_TYPES].map(unchanged));

/** Brings entries of every release so far into today's shape. No event has changed its shape yet; one that has lost it is refused. */
export const currentEntry: Current = (entry) => {
  const read = upcast(entry);
  if (read.kind === 'unreadable') throw new InvariantViolation(read.problem);
  const { type, body } = read.entry;
  const fault = deploymentEventFault(type, body) ?? slotEventFault(type, body);
  if (fault !== null) throw new InvariantViolation(`entry ${entry.seq}: ${type} is malformed: ${fault}`);
  return read.entry;
};
