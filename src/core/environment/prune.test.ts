import { describe, expect, it } from 'vitest';
import { ADA, aRelease, BUILDER, NOON, PIPELINE } from '../../testing/builders.ts';
import type { DeploymentId } from '../kernel/id.ts';
import { isRefusal } from '../kernel/refusal.ts';
import { ENGINE, type Principal } from '../principal/principal.ts';
import type { Removal } from '../retention/pruned-release.ts';
import { decideSlot } from './decide.ts';
import { emptySlot, evolveSlot, type Slot } from './slot.ts';

const at = NOON;
const removal = (name: string): Removal => {
  const { id, version, commit, artifacts } = aRelease(name);
  return {
    ...{ release: id, version, commit, bytes: 1_000 },
    digests: artifacts.map(({ digest }) => digest),
    deployments: [`dep_${name}` as DeploymentId],
  };
};
const slot = ['1', '2', '3'].reduce<Slot>(
  (before, name) => {
    const stable = { release: aRelease(name), deployment: `dep_${name}` as DeploymentId, since: at };
    return evolveSlot(before, { type: 'StableChanged', stable, keep: 1, at });
  },
  emptySlot('checkout', 'production'),
);
const asked = (name: string, principal: Principal = ADA, of = slot) =>
  decideSlot({ type: 'PruneReleases', releases: [removal(name)], principal, at }, of);
const codeOf = (decision: ReturnType<typeof decideSlot>): string => (isRefusal(decision) ? decision.code : 'decided');

describe('removing stored releases', () => {
  it('is written down before it is done, with who asked', () => {
    expect(asked('1')).toEqual([{ type: 'PruneStarted', releases: [removal('1')], by: ADA, at }]);
    expect(decideSlot({ type: 'PruneReleases', releases: [], principal: ADA, at }, slot)).toEqual([]);
  });

  it('never takes what serves or what is kept to go back to, whoever asks', () => {
    expect(codeOf(asked('3', ENGINE))).toBe('release-needed');
    expect(codeOf(asked('2', ENGINE))).toBe('release-needed');
  });

  it.each([BUILDER, PIPELINE])('is refused to $kind', (principal) => {
    expect(codeOf(asked('1', principal))).toBe('prune-not-allowed');
  });

  it('is one at a time, and only the engine says that it is done', () => {
    const pruning = evolveSlot(slot, { type: 'PruneStarted', releases: [removal('1')], by: ADA, at });
    const done = { type: 'RecordPruned', releases: [removal('1')], bytes: 990, at } as const;

    expect(codeOf(asked('1', ADA, pruning))).toBe('prune-under-way');
    expect(codeOf(decideSlot({ ...done, principal: ADA }, pruning))).toBe('not-an-observer');
    expect(decideSlot({ ...done, principal: ENGINE }, slot)).toEqual([]);
    const [event] = decideSlot({ ...done, principal: ENGINE }, pruning) as readonly Parameters<typeof evolveSlot>[1][];
    expect(event === undefined ? null : evolveSlot(pruning, event)).toMatchObject({
      pruning: null,
      pruned: [{ release: 'rel_1', by: ADA, at }],
    });
  });
});
