import { z } from 'zod';
import type { Instant } from '../core/kernel/instant.ts';
import { isRefusal, type Refusal, refuse } from '../core/kernel/refusal.ts';
import { canonical } from '../core/plan/canonical.ts';
import { Bytes32, Bytes64, GroupText, LabelText, NameText, PersonText } from './fields.ts';
import { isSignedBy, keyIdOf, type SigningKey } from './signing-key.ts';
import { personOf, type TrustedKey, type TrustList, thresholdFor, trustDigest } from './trust-list.ts';

/** A person's wish to sign with a key, and the proof that they hold it. */
export const Enrolment = z.strictObject({
  controlPlaneId: LabelText,
  person: PersonText,
  groups: z.array(GroupText).max(50),
  environments: z.array(NameText).min(1).max(100).nullable(),
  publicKey: Bytes32,
  /** The key's own signature over all of the above. */
  possession: Bytes64,
});
export type Enrolment = z.infer<typeof Enrolment>;

const PAYLOAD = 'application/vnd.plimsoll.enrolment+json';

// Its signatures are labelled: a person of the same name could be taken for it, or it for the person.
const RESERVED = 'person:demo';

/** Asks for a key to be enrolled for the person it was made for. */
export function requestEnrolment(
  key: SigningKey,
  wish: Pick<Enrolment, 'controlPlaneId' | 'groups' | 'environments'>,
): Enrolment {
  const claim = {
    controlPlaneId: wish.controlPlaneId,
    person: key.person,
    groups: wish.groups,
    environments: wish.environments,
    publicKey: key.publicKey,
  };
  return { ...claim, possession: key.sign(PAYLOAD, canonical(claim)) };
}

/** The first version of a trust list: one person, one key. It is made only while there is no list, and closes that way in. */
export function firstTrustList(
  present: TrustList | null,
  controlPlaneId: string,
  enrolment: Enrolment,
  at: Instant,
): TrustList | Refusal {
  if (present !== null) {
    const { keys } = present;
    const first = keys[0];
    return refuse(
      'enrolment-closed',
      `${first?.person ?? 'Somebody'} enrolled first, with the key ${first?.id ?? 'unknown'}`,
      'Ask an enrolled approver to sign the new key. If you know none of them, treat this control plane as taken over',
    );
  }
  const key = keyFrom(enrolment, controlPlaneId, at);
  if (isRefusal(key)) return key;
  return {
    schema: 'plimsoll.trust/1',
    controlPlaneId,
    version: 1,
    previous: null,
    threshold: 1,
    persons: [{ name: enrolment.person, groups: enrolment.groups }],
    keys: [key],
  };
}

/** The next version with one key more. It counts only when enough approvers of the present one have signed it. */
export function withKey(list: TrustList, enrolment: Enrolment, at: Instant): TrustList | Refusal {
  const key = keyFrom(enrolment, list.controlPlaneId, at);
  if (isRefusal(key)) return key;
  if (list.keys.some((one) => one.id === key.id)) {
    return refuse(
      'key-enrolled-before',
      `The key ${key.id} is in the list`,
      'Make a new key: plimsoll approver add --key',
    );
  }
  const known = personOf(list, enrolment.person);
  if (known !== undefined && canonical(known.groups) !== canonical(enrolment.groups)) {
    return refuse(
      'groups-differ',
      `${known.name} is enrolled with ${known.groups.join(', ') || 'no groups'}`,
      'Enrol a further key with just these groups',
    );
  }
  const person = { name: enrolment.person, groups: enrolment.groups };
  return next(list, {
    persons: known === undefined ? [...list.persons, person] : list.persons,
    keys: [...list.keys, key],
  });
}

/** The next version with one key revoked. */
export function withoutKey(list: TrustList, id: string, at: Instant): TrustList | Refusal {
  const key = list.keys.find((one) => one.id === id);
  if (key === undefined || key.revokedAt !== null) {
    return refuse('key-unknown', `No active key ${id} is in the list`, 'List them: plimsoll approver list');
  }
  return next(list, { keys: list.keys.map((one) => (one === key ? { ...one, revokedAt: at } : one)) });
}

function next(list: TrustList, changes: Partial<Pick<TrustList, 'persons' | 'keys'>>): TrustList {
  const changed = { ...list, ...changes };
  return {
    ...changed,
    version: list.version + 1,
    previous: trustDigest(list),
    threshold: thresholdFor(changed.keys),
  };
}

function keyFrom(enrolment: Enrolment, controlPlaneId: string, at: Instant): TrustedKey | Refusal {
  const again = 'Enrol again: plimsoll approver add --key --name NAME';
  const read = Enrolment.safeParse(enrolment);
  if (!read.success) return refuse('enrolment-malformed', 'The enrolment cannot be read', again);
  const { possession, ...claim } = read.data;
  if (claim.controlPlaneId !== controlPlaneId) {
    return refuse('enrolment-elsewhere', 'The enrolment is for another control plane', again);
  }
  if (claim.person === RESERVED) {
    return refuse('person-name-reserved', `${RESERVED} is the labelled demo approver`, 'Enrol under another name');
  }
  // A key nobody holds would lock production for good.
  if (!isSignedBy(claim.publicKey, possession, PAYLOAD, canonical(claim))) {
    return refuse('possession-not-proven', 'Whoever enrols this key has not shown that they hold it', again);
  }
  return {
    id: keyIdOf(claim.publicKey),
    kind: 'ed25519',
    publicKey: claim.publicKey,
    person: claim.person,
    environments: claim.environments,
    addedAt: at,
    revokedAt: null,
  };
}
