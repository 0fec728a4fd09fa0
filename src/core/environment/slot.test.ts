import { describe, expect, it } from 'vitest';
import { aDigest, aRelease, NOON } from '../../testing/builders.ts';
import type { DeploymentId } from '../kernel/id.ts';
import { ENGINE } from '../principal/principal.ts';
import { emptySlot, evolveSlot, mayClaim, type Slot, type SlotEvent } from './slot.ts';

const [A, B, C] = ['dep_a', 'dep_b', 'dep_c'] as [DeploymentId, DeploymentId, DeploymentId];
const at = NOON;
const slot = (...events: readonly SlotEvent[]): Slot => events.reduce(evolveSlot, emptySlot('checkout', 'production'));
const claimed = (deployment: DeploymentId, demo = false): SlotEvent => ({ type: 'SlotClaimed', deployment, demo, at });
const queued = (deployment: DeploymentId): SlotEvent => ({ type: 'SlotQueued', deployment, at });
const released = (deployment: DeploymentId): SlotEvent => ({ type: 'SlotReleased', deployment, at });
const changed = (character: string, keep: number): SlotEvent => ({
  ...{ type: 'StableChanged', keep, at },
  stable: { release: aRelease(character), deployment: A, since: at },
});
const hold = { reason: 'after-rollback', deployment: A, since: at, note: '', barred: [aDigest('1')] } as const;

describe('the slot of a unit in an environment', () => {
  it('has one holder at most (R9)', () => {
    expect(mayClaim(slot(), A)).toBe(true);
    expect(mayClaim(slot(claimed(A)), A)).toBe(true);
    expect(mayClaim(slot(claimed(A)), B)).toBe(false);
  });

  it('goes to whoever queued first', () => {
    const waiting = slot(claimed(A), queued(B), queued(C), queued(B), released(A));

    expect(waiting.queue).toEqual([B, C]);
    expect(mayClaim(waiting, B)).toBe(true);
    expect(mayClaim(waiting, C)).toBe(false);
    expect(mayClaim(slot(claimed(A), queued(B), queued(C), released(B), released(A)), C)).toBe(true);
  });

  it('takes the holder out of the queue, and gives nothing free for one who only queued', () => {
    expect(slot(queued(B), claimed(B))).toMatchObject({ holder: B, queue: [] });
    expect(slot(claimed(A), queued(B), released(B))).toMatchObject({ holder: A, queue: [] });
  });

  it('goes to nobody while it is on hold after a rollback (R10)', () => {
    const held = slot({ type: 'EnvironmentHeld', hold, at });

    expect(mayClaim(held, A)).toBe(false);
    expect(mayClaim(evolveSlot(held, { type: 'EnvironmentHoldLifted', deployment: A, by: ENGINE, at }), A)).toBe(true);
  });

  it('keeps what was stable before, newest first, up to a number', () => {
    const ids = slot(changed('1', 2), changed('2', 2), changed('3', 2), changed('4', 2)).earlier.map(
      (one) => one.release.id,
    );

    expect(ids).toEqual(['rel_3', 'rel_2']);
  });

  it('remembers for ever that it was used without the demo mark', () => {
    expect(slot(claimed(A, true)).servedForReal).toBe(false);
    expect(slot(claimed(A), released(A), claimed(B, true)).servedForReal).toBe(true);
  });
});
