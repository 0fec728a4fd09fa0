import { describe, expect, it } from 'vitest';
import type { Opening } from '../../core/deployment/opening.ts';
import type { VerifiedApproval } from '../../core/guard/verified-approval.ts';
import type { CheckpointPolicy } from '../../core/unit/unit.ts';
import type { Entry } from '../../journal/chain.ts';
import { aUnitSpec, aVerifiedApproval, NOON } from '../../testing/builders.ts';
import { HashIndex } from './hash-index.ts';
import { breakOfR2, type Grounds, isSetApart, unfitOf } from './rules.ts';
import { TrustReview } from './trust-review.ts';
import type { World } from './world.ts';

const { productionPromotion } = aUnitSpec().checkpoints;
const policyOf = (changes: Partial<CheckpointPolicy>): CheckpointPolicy => ({ ...productionPromotion, ...changes });
const approved = (changes: Partial<VerifiedApproval> = {}): VerifiedApproval =>
  aVerifiedApproval('dep_1', 'sha256:plan', { approver: 'person:ada', kind: 'ed25519', assurance: 'A1', ...changes });

describe('which signatures a policy takes, worked out anew', () => {
  const two = { approvers: ['person:ada', 'person:bob'] };

  it('asks for the factor and the level, of everybody but the demo’s own', () => {
    expect(unfitOf(approved(), policyOf(two))).toBeUndefined();
    expect(unfitOf(approved(), policyOf({ ...two, factors: ['passkey'] }))).toBe('a key is not taken');
    expect(unfitOf(approved({ kind: 'webauthn' }), policyOf({ ...two, factors: ['passkey'] }))).toBeUndefined();
    expect(unfitOf(approved(), policyOf({ ...two, requireAssurance: 'A2' }))).toBe('A1 is less than A2');
    expect(unfitOf(approved({ assurance: 'A2' }), policyOf({ ...two, requireAssurance: 'A3' }))).toBeUndefined();
    expect(unfitOf(approved({ assurance: 'A9' as never }), policyOf(two))).toBe('A9 is less than A1');
    expect(unfitOf(approved({ kind: 'demo', assurance: 'A0' }), policyOf({ factors: ['passkey'] }))).toBeUndefined();
  });

  const setApart = (requester: object, authors: readonly string[] = [], asked = 'agent:builder'): boolean =>
    isSetApart(approved({ requester: asked }), policyOf({ separateFrom: ['requester', 'author'] }), {
      requester,
      authors,
    } as unknown as Opening);

  it('keeps apart who asked, whoever it is not known of, and who may have written it', () => {
    const agent = { kind: 'agent', name: 'builder', owner: 'eve' };

    expect(setApart(agent, ['Eve <eve@acme.test>'])).toBe(false);
    expect(setApart(agent, [], 'person:ada')).toBe(true);
    expect(setApart({ kind: 'person', name: 'ada' })).toBe(true);
    expect(setApart({ kind: 'local', name: 'os/1000' })).toBe(true);
    expect(setApart({ ...agent, vouched: 'os-account' })).toBe(true);
    expect(setApart({ ...agent, vouched: 'session' })).toBe(false);
    for (const author of ['Ada <al@acme.test>', 'A. L. <ADA@acme.test>', 'person:ada', 'ada']) {
      expect([author, setApart(agent, [author])]).toEqual([author, true]);
    }
  });

  it('counts distinct people, by the policy in force too, and two of them for A3', () => {
    const grounds = (policy: CheckpointPolicy, approvals: readonly VerifiedApproval[]) => {
      const plan = { demo: false, environment: 'production', policy: { productionPromotion: policy } };
      const opening = { requester: { kind: 'ci', name: 'main' }, authors: [] };
      return { id: 'dep_1', opening, plan, planDigest: 'sha256:plan', approvals, slot: {} } as unknown as Grounds;
    };
    const [ada, bob] = [approved({ assurance: 'A2' }), approved({ assurance: 'A2', approver: 'person:bob' })];

    expect(breakOfR2(grounds(policyOf(two), [ada]), NOON)).toBeUndefined();
    expect(breakOfR2(grounds(policyOf(two), [ada]), NOON, policyOf({ ...two, count: 2 }))).toContain('1 of 2');
    expect(breakOfR2(grounds(policyOf({ ...two, count: 2 }), [ada, ada]), NOON)).toContain('1 of 2');
    expect(breakOfR2(grounds(policyOf({ ...two, requireAssurance: 'A3' }), [ada]), NOON)).toContain('1 of 2');
    expect(breakOfR2(grounds(policyOf({ ...two, requireAssurance: 'A3' }), [ada, bob]), NOON)).toBeUndefined();
    expect(breakOfR2(grounds(policyOf(two), [approved({ approver: 'person:eve' })]), NOON)).toContain('0 of 1');
  });
});

it('what was proven of isolation is forgotten when it was lost', () => {
  const world: World = {
    ...{ hashes: new HashIndex(), controlPlaneId: '', trust: null, demoTrust: null, isolation: null },
    nonces: new Set(),
    outside: { statements: 0, actsWithoutPolicy: 0 },
  };
  const review = new TrustReview(world);
  const isolation = { account: 'os/1001', provenAt: NOON };

  review.take({ type: 'IsolationProven', body: { isolation } } as unknown as Entry);
  expect(world.isolation).toEqual(isolation);
  review.take({ type: 'IsolationLost', body: {} } as unknown as Entry);
  expect(world.isolation).toBeNull();
});
