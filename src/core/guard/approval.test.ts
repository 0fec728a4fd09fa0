import { describe, expect, it } from 'vitest';
import { aDigest, aVerifiedApproval, NOON } from '../../testing/builders.ts';
import { aSuccessor } from '../../testing/journey.ts';
import type { RollingOut } from '../deployment/state.ts';
import { hours, milliseconds } from '../kernel/duration.ts';
import { later } from '../kernel/instant.ts';
import type { CheckpointPolicy } from '../unit/unit.ts';
import { mayAnswer, refuseApproval, refuseWithoutApproval } from './approval.ts';
import type { VerifiedApproval } from './verified-approval.ts';

const { plan, planDigest, opening } = aSuccessor().upTo('rolling-out').world.deployment as RollingOut;
const given = (changes: Partial<VerifiedApproval> = {}) => aVerifiedApproval(opening.id, planDigest, changes);

function subject(policy: Partial<CheckpointPolicy> = {}, changes: { demo?: boolean; servedForReal?: boolean } = {}) {
  const productionPromotion = { ...plan.policy.productionPromotion, ...policy };
  const { demo = false, servedForReal = false } = changes;
  return {
    deploymentId: opening.id,
    plan: { ...plan, demo, policy: { ...plan.policy, productionPromotion } },
    planDigest,
    servedForReal,
  };
}

const code = (changes: Partial<VerifiedApproval>, of = subject(), at = NOON) =>
  refuseApproval(of, given(changes), at)?.code ?? null;

describe('R2: an approval counts only for the plan, the deployment and the question it was given for', () => {
  it('counts when an approver signed this plan', () => {
    expect(code({})).toBeNull();
  });

  it('refuses the answer to another question', () => {
    expect(code({ checkpoint: 'ambiguous-metrics' })).toBe('approval-for-another-question');
    expect(code({ decision: 'reject' })).toBe('approval-for-another-question');
  });

  it('refuses an approval of another deployment, environment or plan', () => {
    expect(code({ deploymentId: 'dep_x' })).toBe('approval-for-another-deployment');
    expect(code({ environment: 'elsewhere' })).toBe('approval-for-another-deployment');
    expect(code({ planDigest: aDigest('9') })).toBe('approval-for-another-plan');
  });

  it.each(['agent:builder', 'ci:pipeline', 'system:engine', 'local:os/1000'])('%s cannot approve', (approver) => {
    const anyone = subject({ approvers: [approver, 'group:all'] });

    expect(code({ approver, groups: ['group:all'] }, anyone)).toBe('approval-not-by-a-person');
    expect(code({ approver: 'person:ada', groups: ['group:all'] }, anyone)).toBeNull();
  });

  it('refuses a person whom the policy does not name, by name or by group', () => {
    expect(code({ approver: 'person:bob' })).toBe('approver-not-named');
    expect(
      code({ approver: 'person:bob', groups: ['group:leads'] }, subject({ approvers: ['group:leads'] })),
    ).toBeNull();
  });

  it('is good to its last moment and expired a millisecond later', () => {
    const notAfter = later(NOON, hours(1));

    expect(code({ notAfter }, subject(), notAfter)).toBeNull();
    expect(code({ notAfter }, subject(), later(notAfter, milliseconds(1)))).toBe('approval-expired');
  });

  it('lets the demo approver answer only where `demo: true` always stood', () => {
    const demo = { kind: 'demo', approver: 'person:demo' } as const;

    expect(code(demo, subject({}, { demo: true }))).toBeNull();
    expect(code(demo, subject())).toBe('demo-approver-refused');
    expect(code(demo, subject({}, { demo: true, servedForReal: true }))).toBe('demo-approver-refused');
  });

  it('keeps requester and author apart from the approver where the policy says so', () => {
    const policy = { ...plan.policy.productionPromotion, separateFrom: ['requester', 'author'] } as const;

    expect(mayAnswer(policy, given())).toBe(true);
    expect(mayAnswer(policy, given({ requester: 'person:ada' }))).toBe(false);
    expect(mayAnswer(policy, given({ authors: ['person:bob', 'person:ada'] }))).toBe(false);
    expect(mayAnswer({ ...policy, separateFrom: [] }, given({ requester: 'person:ada' }))).toBe(true);
  });
});

describe('R2: production needs enough distinct people', () => {
  const two = subject({ count: 2, approvers: ['person:ada', 'person:bob'] });
  const code = (approvals: readonly VerifiedApproval[], of = two, at = NOON) =>
    refuseWithoutApproval(of, approvals, at)?.code ?? null;

  it('counts people, not signatures', () => {
    expect(code([])).toBe('approval-missing');
    expect(code([given(), given({ nonce: 'n-2' })])).toBe('approval-missing');
    expect(code([given(), given({ approver: 'person:bob' })])).toBeNull();
  });

  it('needs at least one, whatever the policy says', () => {
    expect(code([], subject({ count: 0 }))).toBe('approval-missing');
  });

  it('says why the one approval given does not count', () => {
    expect(code([given({ notAfter: later(NOON, milliseconds(-1)) })])).toBe('approval-expired');
  });

  it('is not kept back by an expired approval when enough others stand', () => {
    const three = subject({ count: 2, approvers: ['person:ada', 'person:bob', 'person:cy'] });
    const expired = given({ approver: 'person:cy', notAfter: later(NOON, milliseconds(-1)) });

    expect(code([expired, given(), given({ approver: 'person:bob' })], three)).toBeNull();
  });
});
