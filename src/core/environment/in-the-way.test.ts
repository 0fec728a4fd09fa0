import { expect, it } from 'vitest';
import { aDigest, aRelease, BUILDER, NOON } from '../../testing/builders.ts';
import type { DeploymentId } from '../kernel/id.ts';
import { inTheWay } from './in-the-way.ts';
import { emptySlot, evolveSlot, type Slot, type SlotEvent } from './slot.ts';

const at = NOON;
const deployment = 'dep_1' as DeploymentId;
const after = (...events: readonly SlotEvent[]): Slot => events.reduce(evolveSlot, emptySlot('checkout', 'production'));
const stable: SlotEvent = {
  type: 'StableChanged',
  stable: { release: aRelease('1'), deployment, since: at },
  keep: 1,
  at,
};

it('says nothing of an environment that is free and as recorded', () => {
  expect(inTheWay(after(stable))).toEqual([]);
});

it('says who holds it, what was rolled back and what is not as recorded, with who can end each', () => {
  const said = inTheWay(
    after(
      stable,
      { type: 'EnvironmentClosed', by: BUILDER, reason: 'an audit', at },
      {
        type: 'EnvironmentHeld',
        hold: { reason: 'after-rollback', deployment, since: at, note: '', barred: [aDigest('1')] },
        at,
      },
      {
        type: 'DriftFound',
        differences: [{ about: 'traffic', recorded: 'all to stable', found: 'out of service' }],
        at,
      },
    ),
  );

  expect(said).toEqual([
    expect.stringMatching(/^agent:builder holds production: an audit; .*environment release production/),
    expect.stringMatching(/^on hold since the rollback of dep_1; .*decide dep_1 close/),
    expect.stringMatching(/^not as recorded: .*out of service.*accept-drift production/),
  ]);
});
