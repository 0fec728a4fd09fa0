import { z } from 'zod';
import type { Instant } from '../core/kernel/instant.ts';
import { isRefusal, type Refusal, refuse } from '../core/kernel/refusal.ts';
import { canonical } from '../core/plan/canonical.ts';
import { Bytes32, Bytes64, GroupText, LabelText, NameText, PersonText } from './fields.ts';
import { isSignedBy, keyIdOf, type SigningKey } from './signing-key.ts';
import { personOf, type TrustedKey, type TrustList, thresholdFor, trustDigest } from './trust-list.ts';
import { refuseAssertion } from './webauthn/assertion.ts';
import { boundChallenge, sha256 } from './webauthn/challenge.ts';
import { PasskeyFacts, PasskeySignature, passkeyIdOf } from './webauthn/passkey.ts';

const WISH = {
  controlPlaneId: LabelText,
  person: PersonText,
  groups: z.array(GroupText).max(50),
  environments: z.array(NameText).min(1).max(100).nullable(),
  custody: z.literal('apart-from-agents').exactOptional(),
};
/** With a key for terminals: `possession` is the key's own signature over all the rest. */
const KeyEnrolment = z.strictObject({ ...WISH, publicKey: Bytes32, possession: Bytes64 });

/** What a passkey signs to be enrolled. */
type PasskeyClaim = Omit<z.infer<typeof PasskeyEnrolment>, 'possession'>;

/** With a passkey: `possession` is its signature over all the rest. */
const PasskeyEnrolment = z.strictObject({
  ...WISH,
  passkey: z.strictObject(PasskeyFacts),
  possession: PasskeySignature,
});

/** A person's wish to sign with a key or a passkey, and the proof that they hold it. */
export const Enrolment = z.union([KeyEnrolment, PasskeyEnrolment]);
export type Enrolment = z.infer<typeof Enrolment>;

const PAYLOAD = 'application/vnd.plimsoll.enrolment+json';

// Its signatures are labelled: a person of the same name could be taken for it, or it for the person.
const RESERVED = 'person:demo';

/** Asks for a key to be enrolled for the person it was made for. */
export function requestEnrolment(
  key: SigningKey,
  wish: Pick<Enrolment, 'controlPlaneId' | 'groups' | 'environments' | 'custody'>,
): z.infer<typeof KeyEnrolment> {
  const claim = {
    controlPlaneId: wish.controlPlaneId,
    person: key.person,
    groups: wish.groups,
    environments: wish.environments,
    publicKey: key.publicKey,
    ...(wish.custody === undefined ? {} : { custody: wish.custody }),
  };
  return { ...claim, possession: key.sign(PAYLOAD, canonical(claim)) };
}

/** What a passkey signs to show that whoever enrols it holds it: everything else that the enrolment says. */
export const enrolmentChallenge = (enrolment: PasskeyClaim & { readonly possession?: unknown }): string => {
  const { possession: _, ...claim } = enrolment;
  return boundChallenge('urn:plimsoll:enrolment:v1', sha256(canonical(claim)));
};

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
  const { possession: _, ...claim } = read.data;
  if (claim.controlPlaneId !== controlPlaneId) {
    return refuse('enrolment-elsewhere', 'The enrolment is for another control plane', again);
  }
  if (claim.person === RESERVED) {
    return refuse('person-name-reserved', `${RESERVED} is the labelled demo approver`, 'Enrol under another name');
  }
  const { person, environments, custody } = claim;
  const kept = custody === undefined ? {} : { custody };
  const trusted = { person, environments, ...kept, addedAt: at, revokedAt: null };
  if ('passkey' in read.data) {
    const { passkey } = read.data;
    const unproven = refuseAssertion(read.data.possession, { challenge: enrolmentChallenge(read.data), passkey });
    if (unproven !== null) return refuse(unproven.code, unproven.message, again);
    return { id: passkeyIdOf(passkey.credentialId), kind: 'webauthn', ...passkey, ...trusted };
  }
  const { publicKey, possession: signed } = read.data;
  // A key nobody holds would lock production for good.
  if (!isSignedBy(publicKey, signed, PAYLOAD, canonical(claim))) {
    return refuse('possession-not-proven', 'Whoever enrols this key has not shown that they hold it', again);
  }
  return { id: keyIdOf(publicKey), kind: 'ed25519', publicKey, ...trusted };
}
