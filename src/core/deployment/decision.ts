import type { Slot, SlotEvent } from '../environment/slot.ts';
import type { Refusal } from '../kernel/refusal.ts';
import type { DeploymentEvent } from './event.ts';
import type { Deployment } from './state.ts';

/** What a command is decided against: the deployment (null before it is opened) and its two slots. */
export interface World {
  readonly deployment: Deployment | null;
  readonly staging: Slot;
  readonly production: Slot;
}

/** What happened, by stream. All of it is appended in one transaction. */
export interface Accepted {
  readonly kind: 'accepted';
  readonly deployment: readonly DeploymentEvent[];
  readonly staging: readonly SlotEvent[];
  readonly production: readonly SlotEvent[];
}

/** The answer to every command. */
export type Decision = Accepted | Refusal;

/** Accepts with what happened to the deployment and, where it did, to the slots. */
export const accept = (
  deployment: readonly DeploymentEvent[],
  slots: { readonly staging?: readonly SlotEvent[]; readonly production?: readonly SlotEvent[] } = {},
): Accepted => ({
  kind: 'accepted',
  deployment,
  staging: slots.staging ?? [],
  production: slots.production ?? [],
});

/** Nothing happened, and that is fine. */
export const NOTHING: Accepted = accept([]);
