import { describe, expect, it } from 'vitest';
import { ADA, aDigest, aSignedRootCause, aUnitSpec, aVerifiedApproval } from '../../../testing/builders.ts';
import { aSuccessor } from '../../../testing/journey.ts';
import { minutes, seconds } from '../../kernel/duration.ts';
import { later } from '../../kernel/instant.ts';
import type { UnitSpec } from '../../unit/unit.ts';

const PLAN = aDigest('a');
const asked = (spec: UnitSpec = aUnitSpec()) => aSuccessor({ spec }).upTo('awaiting-approval');
const approval = (changes = {}) => aVerifiedApproval('dep_2', PLAN, changes);
const twoNeeded = (): UnitSpec => {
  const spec = aUnitSpec();
  const productionPromotion = {
    ...spec.checkpoints.productionPromotion,
    count: 2,
    approvers: ['person:ada', 'person:bob', 'person:cy'],
  };
  return { ...spec, checkpoints: { ...spec.checkpoints, productionPromotion } };
};

describe('approving', () => {
  it('takes the slot and asks for a look before the promotion', () => {
    const world = asked()
      .when({ type: 'GrantApproval', approval: approval() })
      .then('ApprovalGranted', 'PromotionApproved', 'PreflightDue');

    expect(world.production.holder).toBe('dep_2');
  });

  it('is refused when the approval is for another plan', () => {
    asked()
      .when({ type: 'GrantApproval', approval: approval({ planDigest: aDigest('b') }) })
      .thenRefused('approval-for-another-plan');
  });

  it('an agent cannot approve', () => {
    asked()
      .when({ type: 'GrantApproval', approval: approval({ approver: 'agent:builder' }) })
      .thenRefused('approval-not-by-a-person');
  });

  it('is refused while nothing is asked', () => {
    aSuccessor()
      .upTo('rehearsing')
      .when({ type: 'GrantApproval', approval: approval() })
      .thenRefused('approval-not-pending');
    aSuccessor()
      .upTo('rolling-out')
      .when({ type: 'GrantApproval', approval: approval() })
      .thenRefused('approval-not-pending');
  });

  it('needs as many distinct people as the plan says', () => {
    const one = asked(twoNeeded()).say({ type: 'GrantApproval', approval: approval() });

    expect(one.world.deployment).toMatchObject({ phase: 'awaiting-approval' });
    one.when({ type: 'GrantApproval', approval: approval({ nonce: 'n-2' }) }).thenRefused('approval-given-before');
    one
      .when({ type: 'GrantApproval', approval: approval({ approver: 'person:bob' }) })
      .then('ApprovalGranted', 'PromotionApproved', 'PreflightDue');
  });

  it('an approval that expired while others were waited for does not keep the rest back', () => {
    const here = asked(twoNeeded());
    const one = here
      .say({
        type: 'GrantApproval',
        approval: approval({ approver: 'person:cy', notAfter: later(here.at, minutes(1)) }),
      })
      .wait(minutes(2));
    const two = one.say({ type: 'GrantApproval', approval: approval() });

    two
      .when({ type: 'GrantApproval', approval: approval({ approver: 'person:bob' }) })
      .then('ApprovalGranted', 'PromotionApproved', 'PreflightDue');
  });
});

describe('an approval that expires mid-rollout', () => {
  const expired = () => {
    const here = aSuccessor().upTo('awaiting-approval');
    const notAfter = later(here.at, minutes(1));
    const out = here.say({ type: 'GrantApproval', approval: approval({ notAfter }) }).upTo('rolling-out');
    return out.wait(minutes(2)).say({ type: 'Tick' });
  };

  it('holds, and a new approval of the same plan lifts the hold', () => {
    const held = expired();

    expect(held.world.deployment).toMatchObject({ holds: [{ reason: 'approval-expired' }] });
    const again = held.when({ type: 'GrantApproval', approval: approval({ notAfter: later(held.at, minutes(99)) }) });
    expect(again.then('ApprovalsVoided', 'ApprovalGranted', 'HoldLifted').deployment).toMatchObject({ holds: [] });
  });

  it('is not renewed by an approval of another plan', () => {
    expired()
      .when({ type: 'GrantApproval', approval: approval({ planDigest: aDigest('b') }) })
      .thenRefused('approval-for-another-plan');
  });
});

describe('rejecting', () => {
  const reject = (changes = {}) => approval({ decision: 'reject', reason: 'not today', ...changes });

  it('ends the deployment: one person is enough', () => {
    const world = asked(twoNeeded())
      .when({ type: 'RejectDeployment', approval: reject(), principal: ADA })
      .then('DeploymentStopped');

    expect(world.deployment).toMatchObject({ phase: 'rejected', problem: 'person:ada rejected it: not today' });
  });

  it('is refused while nothing is asked, for another question and for anyone but a person', () => {
    aSuccessor().when({ type: 'RejectDeployment', approval: reject() }).thenRefused('approval-not-pending');
    asked().when({ type: 'RejectDeployment', approval: approval() }).thenRefused('approval-for-another-question');
    asked()
      .when({ type: 'RejectDeployment', approval: reject({ planDigest: aDigest('b') }) })
      .thenRefused('approval-for-another-question');
    asked()
      .when({ type: 'RejectDeployment', approval: reject({ approver: 'agent:builder' }) })
      .thenRefused('approval-not-by-a-person');
  });
});

describe('closing a rollback', () => {
  const back = () =>
    aSuccessor().upTo('rolling-out').say({ type: 'RollbackDeployment', reason: 'x' }).upTo('rolled-back');
  const cause = (changes = {}) => aSignedRootCause('dep_2', PLAN, changes);

  it('with a root cause lifts the hold of the environment', () => {
    const world = back().when({ type: 'CloseDeployment', approval: cause(), principal: ADA }).then('DeploymentClosed');

    expect(world.deployment).toMatchObject({
      phase: 'closed',
      rootCause: 'a default was wrong',
      closedBy: 'person:ada',
    });
    expect(world.production.hold).toBeNull();
  });

  it.each([
    ['root-cause-missing', { reason: ' ' }],
    ['approval-for-another-question', { checkpoint: 'production-promotion' }],
    ['approval-for-another-deployment', { deploymentId: 'dep_x' }],
    ['approval-for-another-deployment', { planDigest: aDigest('b') }],
    ['approver-not-named', { approver: 'agent:builder' }],
    ['approver-not-named', { approver: 'person:bob' }],
    ['demo-approver-refused', { kind: 'demo' }],
  ])('is refused: %s', (code, changes) => {
    back()
      .when({ type: 'CloseDeployment', approval: cause(changes) })
      .thenRefused(code);
  });

  it('is refused with a signature that has expired, and while no rollback waits', () => {
    const here = back();

    here.when({ type: 'CloseDeployment', approval: cause({ notAfter: here.at }) }).thenRefused('approval-expired');
    here
      .when({ type: 'CloseDeployment', approval: cause({ notAfter: later(here.at, seconds(1)) }) })
      .then('DeploymentClosed');
    asked().when({ type: 'CloseDeployment', approval: cause() }).thenRefused('nothing-to-close');
  });
});
