import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { minutes } from '../core/kernel/duration.ts';
import { type Instant, later } from '../core/kernel/instant.ts';
import { isRefusal, type Refusal } from '../core/kernel/refusal.ts';
import { NOON } from '../testing/builders.ts';
import { bundleBytes, signBundle } from './bundle.ts';
import { createDemoKey } from './demo-key.ts';
import { type Enrolment, firstTrustList, requestEnrolment, withKey, withoutKey } from './enrolment.ts';
import { SigningKey } from './signing-key.ts';
import { changeTrust, trustStatementText } from './trust-change.ts';
import { canAnswer, TrustList, trustDigest } from './trust-list.ts';

const HERE = 'cp_1';

const aKey = (name: string): SigningKey =>
  new SigningKey('ed25519', `person:${name}`, generateKeyPairSync('ed25519').privateKey);

const wish = (key: SigningKey, groups: string[] = [], environments: string[] | null = null) =>
  requestEnrolment(key, { controlPlaneId: HERE, groups, environments });

function must<T>(answer: T | Refusal): T {
  if (isRefusal(answer)) throw new Error(`${answer.code}: ${answer.message}`);
  return answer;
}

const consent = (next: TrustList, key: SigningKey, at: Instant = NOON): Buffer =>
  bundleBytes(signBundle(key, trustStatementText(next, key, '', at)));

const [ada, bob, cy, dan] = ['ada', 'bob', 'cy', 'dan'].map(aKey) as [SigningKey, SigningKey, SigningKey, SigningKey];
const first = must(firstTrustList(null, HERE, wish(ada, ['group:leads']), NOON));
const second = must(withKey(first, wish(bob), NOON));
const third = must(withKey(second, wish(cy), NOON));
const code = (answer: unknown): unknown => (answer as { code?: unknown }).code;

describe('the first enrolment', () => {
  it('makes a list of one person and one key', () => {
    expect(first).toMatchObject({ version: 1, previous: null, threshold: 1, controlPlaneId: HERE });
    expect(first.keys).toMatchObject([{ id: ada.keyId, person: 'person:ada', addedAt: NOON, revokedAt: null }]);
    expect(TrustList.safeParse(JSON.parse(JSON.stringify(first))).success).toBe(true);
  });

  it('closes that way in for good, and says who came first', () => {
    const refused = firstTrustList(first, HERE, wish(bob), NOON);

    expect(refused).toMatchObject({ code: 'enrolment-closed' });
    expect((refused as Refusal).message).toContain(`person:ada enrolled first, with the key ${ada.keyId}`);
  });

  const { possession, ...claim } = wish(ada);
  const demo = createDemoKey();
  it.each<[string, Enrolment, string]>([
    ['a key that another holds', { ...claim, publicKey: bob.publicKey, possession }, 'possession-not-proven'],
    ['more groups than were claimed', { ...claim, groups: ['group:root'], possession }, 'possession-not-proven'],
    ['another control plane', requestEnrolment(ada, { ...claim, controlPlaneId: 'cp_2' }), 'enrolment-elsewhere'],
    ['the name of the demo approver', wish(demo), 'person-name-reserved'],
    ['no person', { ...claim, person: 'agent:builder', possession }, 'enrolment-malformed'],
    ['a field nobody knows', { ...claim, possession, more: 1 } as Enrolment, 'enrolment-malformed'],
  ])('is refused with %s', (_, enrolment, expected) => {
    expect(firstTrustList(null, HERE, enrolment, NOON)).toMatchObject({ code: expected });
  });
});

describe('a change of the trust list', () => {
  it('counts with the signature of an enrolled approver', () => {
    expect(changeTrust(first, second, [consent(second, ada)], NOON)).toBe(second);
  });

  it('does not count without one, nor with that of the new key', () => {
    expect(changeTrust(first, second, [], NOON)).toMatchObject({ code: 'trust-signatures-missing' });
    expect(changeTrust(first, second, [consent(second, bob)], NOON)).toMatchObject({ code: 'approver-unknown' });
  });

  it('takes two persons from three on, and not two keys of one', () => {
    const backup = aKey('ada');
    const list = must(withKey(third, wish(backup, ['group:leads']), NOON));
    const next = must(withKey(list, wish(dan), NOON));

    expect([second.threshold, third.threshold, list.threshold]).toEqual([1, 2, 2]);
    const twice = [consent(next, ada), consent(next, backup)];
    expect(changeTrust(list, next, twice, NOON)).toMatchObject({ code: 'trust-signatures-missing' });
    expect(changeTrust(list, next, [consent(next, ada), consent(next, bob)], NOON)).toBe(next);
  });

  it('is for just this list', () => {
    const other = must(withKey(first, wish(cy), NOON));
    const elsewhere = { ...second, controlPlaneId: 'cp_2' };

    expect(changeTrust(first, second, [consent(other, ada)], NOON)).toMatchObject({ code: 'trust-for-another-list' });
    expect(changeTrust(first, second, [consent(elsewhere, ada)], NOON)).toMatchObject({
      code: 'trust-for-another-list',
    });
    expect(changeTrust(first, elsewhere, [consent(elsewhere, ada)], NOON)).toMatchObject({
      code: 'trust-list-not-next',
    });
  });

  it('follows on the present list, so that an old consent is worth nothing', () => {
    const after = must(withoutKey(second, bob.keyId, NOON));

    expect(changeTrust(after, second, [consent(second, ada)], NOON)).toMatchObject({ code: 'trust-list-not-next' });
    expect(changeTrust(first, third, [consent(third, ada)], NOON)).toMatchObject({ code: 'trust-list-not-next' });
  });

  it('is signed with a key that is active', () => {
    const list = must(withoutKey(second, bob.keyId, NOON));
    const next = must(withKey(list, wish(cy), NOON));

    expect(changeTrust(list, next, [consent(next, bob)], NOON)).toMatchObject({ code: 'approver-unknown' });
    expect(changeTrust(list, next, [consent(next, ada)], NOON)).toBe(next);
  });

  it('is signed by the key it names, over just these bytes', () => {
    const text = trustStatementText(second, ada, '', NOON);
    const bundle = signBundle(ada, text);
    const forged = {
      ...bundle,
      signature: { ...bundle.signature, signature: signBundle(bob, text).signature.signature },
    };
    const demo = { ...bundle, signature: { ...bundle.signature, kind: 'demo' as const } } as typeof bundle;

    expect(code(changeTrust(first, second, [bundleBytes(forged)], NOON))).toBe('approval-signature-invalid');
    expect(code(changeTrust(first, second, [bundleBytes(demo)], NOON))).toBe('approver-unknown');
    expect(code(changeTrust(first, second, [Buffer.from('{}')], NOON))).toBe('approval-malformed');
  });

  it('is signed for fifteen minutes', () => {
    const at = (instant: Instant) => code(changeTrust(first, second, [consent(second, ada)], instant));

    expect(at(later(NOON, minutes(15)))).toBeUndefined();
    expect(at(later(NOON, minutes(16)))).toBe('trust-signature-expired');
    expect(at(later(NOON, minutes(-2)))).toBe('trust-signature-expired');
  });

  it('may revoke an own key alone, and nothing besides', () => {
    const own = must(withoutKey(third, ada.keyId, NOON));
    const and = { ...own, persons: own.persons.map((person) => ({ ...person, groups: ['group:root'] })) };

    expect(changeTrust(third, own, [consent(own, ada)], NOON)).toBe(own);
    expect(changeTrust(third, own, [consent(own, bob)], NOON)).toMatchObject({ code: 'trust-signatures-missing' });
    expect(changeTrust(third, and, [consent(and, ada)], NOON)).toMatchObject({ code: 'trust-signatures-missing' });
  });

  const [key] = second.keys;
  it.each<[string, Partial<TrustList>]>([
    ['a threshold of its own', { threshold: 2 }],
    [
      'a key under another id',
      { keys: [...first.keys, { ...must(withKey(first, wish(cy), NOON)).keys[1], id: bob.keyId } as never] },
    ],
    ['the same key twice', { keys: [...second.keys, ...second.keys] }],
    ['the same person twice', { persons: [...second.persons, ...second.persons] }],
    ['a key of nobody', { persons: first.persons }],
    ['no keys', { keys: [] }],
    ['a malformed key', { keys: [{ ...key, publicKey: 'A' } as never] }],
  ])('is refused with %s', (_, changes) => {
    const next = { ...second, ...changes };

    expect(changeTrust(first, next, [consent(next, ada)], NOON)).toMatchObject({ code: 'trust-list-malformed' });
  });

  it('enrols a key once, and changes no groups by the way', () => {
    expect(withKey(first, wish(ada, ['group:leads']), NOON)).toMatchObject({ code: 'key-enrolled-before' });
    expect(withKey(first, wish(aKey('ada')), NOON)).toMatchObject({ code: 'groups-differ' });
    expect(withoutKey(first, bob.keyId, NOON)).toMatchObject({ code: 'key-unknown' });
    const revoked = must(withoutKey(second, bob.keyId, NOON));
    expect(withoutKey(revoked, bob.keyId, NOON)).toMatchObject({ code: 'key-unknown' });
  });
});

describe('a trust list', () => {
  it('has a digest that every change changes', () => {
    const all = [first, second, third, { ...second, version: 3 }].map(trustDigest);

    expect(new Set(all).size).toBe(4);
    expect(trustDigest(JSON.parse(JSON.stringify(second)))).toBe(trustDigest(second));
  });

  it('knows whether anybody named can answer for an environment', () => {
    const list = must(withKey(first, wish(bob, [], ['staging']), NOON));

    expect(canAnswer(list, ['person:ada'], 'production')).toBe(true);
    expect(canAnswer(list, ['group:leads'], 'production')).toBe(true);
    expect(canAnswer(list, ['person:bob'], 'production')).toBe(false);
    expect(canAnswer(list, ['person:bob'], 'staging')).toBe(true);
    expect(canAnswer(list, ['person:cy', 'group:root'], 'production')).toBe(false);
    expect(canAnswer(must(withoutKey(list, ada.keyId, NOON)), ['person:ada'], 'production')).toBe(false);
  });
});
