import type { DeploymentId, Digest } from '../kernel/id.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Principal } from '../principal/principal.ts';
import type { Release } from '../unit/release.ts';

/** The release that serves an environment, and the deployment that brought it there. */
export interface StableRelease {
  readonly release: Release;
  readonly deployment: DeploymentId;
  readonly since: Instant;
}

/** Why nobody may start in an environment, and the artifacts that are barred until it is lifted (R10). */
export interface EnvironmentHold {
  readonly reason: 'after-rollback';
  readonly deployment: DeploymentId;
  readonly since: Instant;
  readonly note: string;
  readonly barred: readonly Digest[];
}

/** The place of a unit in an environment: at most one deployment holds it (R9), others queue. */
export interface Slot {
  readonly unit: string;
  readonly environment: string;
  readonly holder: DeploymentId | null;
  readonly queue: readonly DeploymentId[];
  readonly stable: StableRelease | null;
  /** What was stable before, newest first: rollback targets kept for later. */
  readonly earlier: readonly StableRelease[];
  readonly hold: EnvironmentHold | null;
  /** True once a plan without the demo mark went here: the demo approver is refused from then on. */
  readonly servedForReal: boolean;
}

/** What happened to a slot. */
export type SlotEvent =
  | { readonly type: 'SlotClaimed'; readonly deployment: DeploymentId; readonly demo: boolean; readonly at: Instant }
  | { readonly type: 'SlotQueued'; readonly deployment: DeploymentId; readonly at: Instant }
  | { readonly type: 'SlotReleased'; readonly deployment: DeploymentId; readonly at: Instant }
  | {
      readonly type: 'StableChanged';
      readonly stable: StableRelease | null;
      readonly keep: number;
      readonly at: Instant;
    }
  | { readonly type: 'EnvironmentHeld'; readonly hold: EnvironmentHold; readonly at: Instant }
  | {
      readonly type: 'EnvironmentHoldLifted';
      readonly deployment: DeploymentId;
      readonly by: Principal;
      readonly at: Instant;
    };

/** A slot nobody has used yet. */
export const emptySlot = (unit: string, environment: string): Slot => ({
  unit,
  environment,
  holder: null,
  queue: [],
  stable: null,
  earlier: [],
  hold: null,
  servedForReal: false,
});

/** The slot after one more event. */
export function evolveSlot(slot: Slot, event: SlotEvent): Slot {
  switch (event.type) {
    case 'SlotClaimed':
      return {
        ...slot,
        holder: event.deployment,
        queue: slot.queue.filter((id) => id !== event.deployment),
        servedForReal: slot.servedForReal || !event.demo,
      };
    case 'SlotQueued':
      return slot.queue.includes(event.deployment) ? slot : { ...slot, queue: [...slot.queue, event.deployment] };
    case 'SlotReleased':
      return {
        ...slot,
        holder: slot.holder === event.deployment ? null : slot.holder,
        queue: slot.queue.filter((id) => id !== event.deployment),
      };
    case 'StableChanged':
      return {
        ...slot,
        stable: event.stable,
        earlier: slot.stable === null ? slot.earlier : [slot.stable, ...slot.earlier].slice(0, event.keep),
      };
    case 'EnvironmentHeld':
      return { ...slot, hold: event.hold };
    case 'EnvironmentHoldLifted':
      return { ...slot, hold: null };
  }
}

/** Whether a deployment may take the slot now: nobody holds it, no hold stands, and nobody queued before it. */
export function mayClaim(slot: Slot, deployment: DeploymentId): boolean {
  if (slot.hold !== null) return false;
  if (slot.holder !== null) return slot.holder === deployment;
  const head = slot.queue[0];
  return head === undefined || head === deployment;
}
