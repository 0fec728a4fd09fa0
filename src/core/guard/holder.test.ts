import { describe, expect, it } from 'vitest';
import { aDigest, aRelease, NOON } from '../../testing/builders.ts';
import { aSuccessor } from '../../testing/journey.ts';
import type { RollingOut } from '../deployment/state.ts';
import type { EnvironmentHold, Slot } from '../environment/slot.ts';
import type { DeploymentId } from '../kernel/id.ts';
import { isPlannedStable, refuseOnHeldEnvironment, refuseUnlessHolder } from './holder.ts';

const { world } = aSuccessor().upTo('rolling-out');
const { plan, opening } = world.deployment as RollingOut;
const slot = (changes: Partial<Slot> = {}): Slot => ({ ...world.production, ...changes });
const OTHER = 'dep_x' as DeploymentId;

describe('R9: only the holder of the environment goes forward, and only over what its plan replaces', () => {
  const code = (of: Slot) => refuseUnlessHolder(plan, opening.id, of)?.code ?? null;

  it('lets the holder go on', () => {
    expect(code(slot())).toBeNull();
  });

  it('refuses when another deployment or nobody holds the slot', () => {
    expect(code(slot({ holder: OTHER }))).toBe('not-the-holder');
    expect(code(slot({ holder: null }))).toBe('not-the-holder');
  });

  it('refuses when another release became stable', () => {
    expect(code(slot({ stable: { release: aRelease('9'), deployment: OTHER, since: NOON } }))).toBe('stable-changed');
    expect(code(slot({ stable: null }))).toBe('stable-changed');
  });

  it('takes a first release only where nothing serves', () => {
    const first = { ...plan, rollbackTarget: { kind: 'out-of-service' } } as const;

    expect(isPlannedStable(first, slot({ stable: null }))).toBe(true);
    expect(isPlannedStable(first, slot())).toBe(false);
  });
});

describe('R10: after a rollback nothing goes forward until a person answers', () => {
  const hold = (barred: EnvironmentHold['barred']): EnvironmentHold => ({
    ...{ reason: 'after-rollback', deployment: OTHER, since: NOON, note: '', barred },
  });
  const code = (of: Slot) => refuseOnHeldEnvironment(plan, of)?.code ?? null;

  it('lets go on where no hold stands', () => {
    expect(code(slot())).toBeNull();
  });

  it('refuses any release on a held environment, and names the artifacts that were rolled back', () => {
    expect(code(slot({ hold: hold([aDigest('9')]) }))).toBe('environment-held');
    expect(code(slot({ hold: hold(plan.release.artifacts.map(({ digest }) => digest)) }))).toBe('digests-barred');
  });
});
