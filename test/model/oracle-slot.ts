import type { SlotEvent } from '../../src/core/environment/slot.ts';

/** What the oracle has seen of an environment, event by event. Shares no code with the fold of the slot. */
export interface KnownSlot {
  readonly holder: string | null;
  readonly serves: string | null;
  readonly heldFor: string | null;
  readonly barred: readonly string[];
  /** Somebody keeps everything forward out. */
  readonly isClosed: boolean;
  /** Something is not as recorded, and nobody has signed that it may be. */
  readonly isAdrift: boolean;
}

/** An environment nobody has used. */
export const untouchedSlot: KnownSlot = {
  ...{ holder: null, serves: null, heldFor: null, barred: [] },
  ...{ isClosed: false, isAdrift: false },
};

/** What is known after one more event. */
export function knownSlotAfter(slot: KnownSlot, event: SlotEvent): KnownSlot {
  if (event.type === 'SlotClaimed') return { ...slot, holder: event.deployment };
  if (event.type === 'SlotReleased' && slot.holder === event.deployment) return { ...slot, holder: null };
  if (event.type === 'StableChanged') return { ...slot, serves: event.stable?.release.id ?? null, isAdrift: false };
  if (event.type === 'EnvironmentHeld')
    return { ...slot, heldFor: event.hold.deployment, barred: [...event.hold.barred] };
  if (event.type === 'EnvironmentHoldLifted') return { ...slot, heldFor: null, barred: [] };
  if (event.type === 'EnvironmentClosed') return { ...slot, isClosed: true };
  if (event.type === 'EnvironmentReopened') return { ...slot, isClosed: false };
  if (event.type === 'DriftFound') return { ...slot, isAdrift: true };
  if (event.type === 'DriftGone' || event.type === 'DriftAccepted') return { ...slot, isAdrift: false };
  return slot;
}
