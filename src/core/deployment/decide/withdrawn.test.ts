import { describe, expect, it } from 'vitest';
import { ADA, aDigest, aUnitSpec, aVerifiedApproval } from '../../../testing/builders.ts';
import { aSuccessor } from '../../../testing/journey.ts';
import { minutes } from '../../kernel/duration.ts';
import { later } from '../../kernel/instant.ts';
import type { UnitSpec } from '../../unit/unit.ts';
import { unspentKeys } from './withdrawn.ts';

const PLAN = aDigest('a');
const approval = (changes = {}) => aVerifiedApproval('dep_2', PLAN, changes);
const withdrawn = (...keys: string[]) => ({ type: 'RecordKeysWithdrawn', keys, why: 'the key was revoked' }) as const;
const twoNeeded = (): UnitSpec => {
  const spec = aUnitSpec();
  const productionPromotion = {
    ...{ ...spec.checkpoints.productionPromotion, count: 2 },
    approvers: ['person:ada', 'person:bob', 'person:cy'],
  };
  return { ...spec, checkpoints: { ...spec.checkpoints, productionPromotion } };
};
const halfApproved = () =>
  aSuccessor({ spec: twoNeeded() }).upTo('awaiting-approval').say({ type: 'GrantApproval', approval: approval() });
const approved = () => aSuccessor().upTo('awaiting-approval').say({ type: 'GrantApproval', approval: approval() });

describe('when a key counts no longer', () => {
  it('what was approved with it while others are waited for is void, and the question stays open as long as it was', () => {
    const here = halfApproved();
    const { deadline } = here.world.deployment as { deadline: number };

    const world = here.when(withdrawn('key-1')).then('ApprovalsVoided');

    expect(world.deployment).toMatchObject({ phase: 'awaiting-approval', approvals: [], deadline });
  });

  it('what waits for production goes back to the approvers and gives its place free', () => {
    const here = approved();
    expect(here.world.production.holder).toBe('dep_2');

    const world = here.when(withdrawn('key-1')).then('ApprovalsVoided');

    expect(world.deployment).toMatchObject({ phase: 'awaiting-approval', approvals: [] });
    expect(world.production.holder).toBeNull();
  });

  it('nothing happens to approvals that were given with another key', () => {
    halfApproved().when(withdrawn('key-2')).then();
    approved().when(withdrawn('key-2')).then();
  });

  it('a promotion that has begun goes on: it was approved while the key was good', () => {
    const rolling = approved().upTo('rolling-out');

    rolling.when(withdrawn('key-1')).then();
    expect(unspentKeys(rolling.world.deployment as never)).toEqual([]);
  });

  it('the first of several renewed approvals is void too, as long as the hold stands', () => {
    const here = aSuccessor({ spec: twoNeeded() }).upTo('awaiting-approval');
    const soon = later(here.at, minutes(1));
    const grant = (changes: object) => ({ type: 'GrantApproval', approval: approval(changes) }) as const;
    const held = here
      .say(grant({ notAfter: soon }))
      .say(grant({ approver: 'person:bob', credentialId: 'key-2', nonce: 'n-2', notAfter: soon }))
      .upTo('rolling-out')
      .wait(minutes(2))
      .say({ type: 'Tick' })
      .say(grant({ credentialId: 'key-3', nonce: 'n-3', notAfter: later(here.at, minutes(90)) }));

    expect(held.world.deployment).toMatchObject({ holds: [{ reason: 'approval-expired' }] });
    expect(held.when(withdrawn('key-3')).then('ApprovalsVoided').deployment).toMatchObject({
      phase: 'rolling-out',
      approvals: [],
      holds: [{ reason: 'approval-expired' }],
    });
  });

  it('only the engine says so', () => {
    approved()
      .when({ ...withdrawn('key-1'), principal: ADA })
      .thenRefused('not-an-observer');
  });
});
