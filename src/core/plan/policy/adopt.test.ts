import { describe, expect, it } from 'vitest';
import { aUnitSpec, NOON } from '../../../testing/builders.ts';
import { emptySlot, evolveSlot, type Slot } from '../../environment/slot.ts';
import { hours } from '../../kernel/duration.ts';
import { isRefusal } from '../../kernel/refusal.ts';
import type { UnitSpec } from '../../unit/unit.ts';
import { adoptedBy, signPolicy } from './adopt.ts';
import { protectionOf } from './protection.ts';

const promotion = aUnitSpec().checkpoints.productionPromotion;
const protectedBy = (changes: Partial<typeof promotion>, more: Partial<UnitSpec> = {}) =>
  protectionOf(
    aUnitSpec({
      checkpoints: { ...aUnitSpec().checkpoints, productionPromotion: { ...promotion, ...changes } },
      ...more,
    }),
    'production',
  );
const two = protectedBy({ approvers: ['person:ada', 'group:leads'], count: 2 });
const one = protectedBy({ approvers: ['person:ada', 'group:leads'], count: 1 });

const under = (protection = two): Slot =>
  adoptedBy(protection, emptySlot('checkout', 'production'), 'dep_1', ['person:ada'], NOON).reduce(
    evolveSlot,
    emptySlot('checkout', 'production'),
  );
const signature = (approver: string, groups: readonly string[] = [], kind: 'ed25519' | 'demo' = 'ed25519') => ({
  ...{ approver, groups, kind, credentialId: 'key', reason: 'sale', bundle: {} },
});
const sign = (
  slot: Slot,
  approver: string,
  changes: { version?: number; digest?: string; groups?: readonly string[] } = {},
  to = one,
) => {
  const { version = 2, digest = 'sha256:one', groups = [] } = changes;
  return signPolicy({ protection: to, digest, version, signature: signature(approver, groups), at: NOON }, slot);
};
const folded = (slot: Slot, events: ReturnType<typeof sign>): Slot => {
  if (isRefusal(events)) throw new Error(events.message);
  return events.reduce(evolveSlot, slot);
};
const code = (events: ReturnType<typeof sign>): string | null => {
  if (!isRefusal(events)) return null;
  expect(events.remedy).not.toBe('');
  return events.code;
};

describe('a signed change of policy', () => {
  it('is in force with as many signatures as the policy before asks for, not the one that is proposed', () => {
    const first = folded(under(), sign(under(), 'person:ada'));
    expect(first).toMatchObject({ policy: { version: 1 }, proposal: { signatures: [{ approver: 'person:ada' }] } });

    const second = folded(first, sign(first, 'person:bob', { groups: ['group:leads'] }));
    expect(second.proposal).toBeNull();
    expect(second.policy).toMatchObject({
      version: 2,
      protection: one,
      by: ['person:ada', 'person:bob'],
      deployment: null,
    });
  });

  it('counts persons, not signatures', () => {
    const first = folded(under(), sign(under(), 'person:ada'));

    expect(code(sign(first, 'person:ada'))).toBe('policy-signed-before');
  });

  it('counts nobody for a text that they did not sign', () => {
    const first = folded(under(), sign(under(), 'person:ada'));
    const another = protectedBy({ approvers: ['person:ada', 'group:leads'], count: 1, deadline: hours(9) });
    const next = folded(
      first,
      sign(first, 'person:bob', { groups: ['group:leads'], digest: 'sha256:another' }, another),
    );

    expect(next).toMatchObject({ policy: { version: 1 }, proposal: { signatures: [{ approver: 'person:bob' }] } });
  });

  it('is signed by approvers of the policy in force alone', () => {
    const proposed = protectedBy({ approvers: ['person:eve'], count: 1 });

    expect(code(sign(under(), 'person:eve', {}, proposed))).toBe('approver-not-named');
    expect(code(sign(under(), 'person:bob', {}))).toBe('approver-not-named');
    expect(code(sign(under(), 'person:bob', { groups: ['group:leads'] }))).toBeNull();
  });

  it('counts once: what was signed for one version is nothing for the next', () => {
    const slot = under(one);
    const adopted = folded(slot, sign(slot, 'person:ada', {}, two));

    expect(adopted.policy?.version).toBe(2);
    expect(code(sign(adopted, 'person:ada', { version: 2 }, one))).toBe('policy-not-next');
    expect(code(sign(adopted, 'person:ada', { version: 4 }, one))).toBe('policy-not-next');
  });

  it('needs a policy in force, a change, and the right place', () => {
    expect(code(sign(emptySlot('checkout', 'production'), 'person:ada'))).toBe('policy-not-adopted');
    expect(code(sign(under(), 'person:ada', {}, two))).toBe('policy-unchanged');
    expect(code(sign(under(), 'person:ada', {}, { ...one, environment: 'staging' }))).toBe('policy-for-another-place');
  });

  it('counts of the demo approver only where `demo: true` always stood, and stays', () => {
    const demo = (slot: Slot, to = { ...one, demo: true }) =>
      code(
        signPolicy(
          { protection: to, digest: 'd', version: 2, signature: signature('person:demo', [], 'demo'), at: NOON },
          slot,
        ),
      );
    const inDemo = under({ ...one, demo: true, underpowered: 'accept' });

    expect(demo(inDemo)).toBeNull();
    expect(demo(inDemo, one)).toBe('demo-approver-refused');
    expect(demo(under(two))).toBe('demo-approver-refused');
    expect(demo({ ...inDemo, servedForReal: true })).toBe('demo-mark-lost');
  });

  it('gives no environment its demo mark back', () => {
    const served = { ...under(one), servedForReal: true };

    expect(code(sign(served, 'person:ada', {}, { ...one, demo: true }))).toBe('demo-mark-lost');
    expect(code(sign(under(one), 'person:ada', {}, { ...one, demo: true }))).toBeNull();
  });
});

describe('the approval of a deployment', () => {
  it('adopts the policy of its plan, and nothing when that is in force', () => {
    const slot = under(one);

    expect(slot.policy).toMatchObject({ version: 1, deployment: 'dep_1', by: ['person:ada'] });
    expect(adoptedBy(one, slot, 'dep_2', ['person:ada'], NOON)).toEqual([]);
    expect(adoptedBy(two, slot, 'dep_2', ['person:ada'], NOON)).toMatchObject([
      { type: 'PolicyAdopted', policy: { version: 2 } },
    ]);
  });
});
