import type { SlotEvent } from './slot.ts';

// A record, so that the compiler misses an event that is left out.
const EVENTS: Readonly<Record<SlotEvent['type'], true>> = {
  SlotClaimed: true,
  SlotQueued: true,
  SlotReleased: true,
  StableChanged: true,
  EnvironmentHeld: true,
  EnvironmentHoldLifted: true,
  EnvironmentClosed: true,
  EnvironmentReopened: true,
  SentToStable: true,
  DriftFound: true,
  DriftGone: true,
  DriftAccepted: true,
  ReleaseAdopted: true,
  PolicySigned: true,
  PolicyAdopted: true,
  PruneStarted: true,
  ReleasesPruned: true,
};

/** The names of all events of a slot: what a journal of this release may hold. */
export const SLOT_EVENT_TYPES = Object.keys(EVENTS) as readonly SlotEvent['type'][];
