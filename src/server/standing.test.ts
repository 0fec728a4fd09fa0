import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { firstTrustList, requestEnrolment } from '../approval/enrolment.ts';
import { SigningKey } from '../approval/signing-key.ts';
import type { TrustList } from '../approval/trust-list.ts';
import { isRefusal } from '../core/kernel/refusal.ts';
import { NOON } from '../testing/builders.ts';
import { rolesHere } from './standing.ts';

const ada = { kind: 'person', name: 'ada' } as const;

/** The list of a control plane at which Ada enrolled first. */
function list(): TrustList {
  const controlPlaneId = `cp_${'0'.repeat(32)}`;
  const key = new SigningKey('ed25519', 'person:ada', generateKeyPairSync('ed25519').privateKey);
  const made = firstTrustList(
    null,
    controlPlaneId,
    requestEnrolment(key, { controlPlaneId, groups: [], environments: null }),
    NOON,
  );
  if (isRefusal(made)) throw new Error(made.message);
  return made;
}

it('whoever enrolled first is admin, until the trust list names others', () => {
  const first = list();
  const named = { ...first, persons: [...first.persons, { name: 'person:bob', groups: ['group:admin'] }] };

  expect(rolesHere(ada, first)).toEqual(['operator', 'approver', 'admin']);
  expect(rolesHere(ada, named)).toEqual(['operator', 'approver']);
});

it('a person whose keys were all revoked has no role, and neither has one whom nobody enrolled', () => {
  const first = list();
  const revoked = { ...first, keys: first.keys.map((key) => ({ ...key, revokedAt: NOON })) };

  expect(rolesHere(ada, revoked)).toEqual([]);
  expect(rolesHere({ kind: 'person', name: 'bob' }, first)).toEqual([]);
  expect(rolesHere(ada, null)).toEqual([]);
});
