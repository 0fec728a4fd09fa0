import { z } from 'zod';
import type { Digest } from '../core/kernel/id.ts';
import { instant } from '../core/kernel/instant.ts';
import { digestOf } from './digest.ts';
import { Bytes32, DigestText, GroupText, LabelText, NameText, PersonText } from './fields.ts';
import { keyIdOf } from './signing-key.ts';
import { PasskeyFacts, passkeyIdOf } from './webauthn/passkey.ts';

const Moment = z.int().nonnegative().transform(instant);

/** A person who may sign, and the groups that a policy may name instead of the person. */
export const TrustedPerson = z.strictObject({ name: PersonText, groups: z.array(GroupText).max(50) });
export type TrustedPerson = z.infer<typeof TrustedPerson>;

const OF_A_PERSON = {
  person: PersonText,
  /** Where it may sign for; null is everywhere. */
  environments: z.array(NameText).min(1).max(100).nullable(),
  /** Declared by whoever enrolled it: it is kept on an account without agents. */
  custody: z.literal('apart-from-agents').exactOptional(),
  addedAt: Moment,
  revokedAt: Moment.nullable(),
};
const TerminalKey = z.strictObject({
  id: DigestText,
  kind: z.literal('ed25519'),
  publicKey: Bytes32,
  ...OF_A_PERSON,
});
const TrustedPasskey = z.strictObject({
  id: DigestText,
  kind: z.literal('webauthn'),
  ...PasskeyFacts,
  ...OF_A_PERSON,
});
/** One key of one person. A key is never taken out: it is revoked, and stays readable for old approvals. */
export const TrustedKey = z.discriminatedUnion('kind', [TerminalKey, TrustedPasskey]);
export type TrustedKey = z.infer<typeof TrustedKey>;

/** Who may approve here. Every version names the one before it and is signed by that one's threshold. */
export const TrustList = z
  .strictObject({
    schema: z.literal('plimsoll.trust/1'),
    controlPlaneId: LabelText,
    version: z.int().min(1),
    /** Digest of the version before; null for the first. */
    previous: DigestText.nullable(),
    /** How many distinct persons must sign the next version. */
    threshold: z.int().min(1).max(2),
    persons: z.array(TrustedPerson).min(1).max(1000),
    keys: z.array(TrustedKey).min(1).max(5000),
  })
  .refine(isConsistent);
export type TrustList = z.infer<typeof TrustList>;

interface Parts {
  readonly version: number;
  readonly previous: string | null;
  readonly threshold: number;
  readonly persons: readonly TrustedPerson[];
  readonly keys: readonly TrustedKey[];
}

function isConsistent(list: Parts): boolean {
  const names = new Set(list.persons.map((person) => person.name));
  return (
    (list.version === 1) === (list.previous === null) &&
    names.size === list.persons.length &&
    new Set(list.keys.map((key) => key.id)).size === list.keys.length &&
    list.keys.every((key) => key.id === idOf(key) && names.has(key.person)) &&
    list.threshold === thresholdFor(list.keys)
  );
}

/** The id that a key must have: nobody chooses it. */
const idOf = (key: TrustedKey): string =>
  key.kind === 'webauthn' ? passkeyIdOf(key.credentialId) : keyIdOf(key.publicKey);

/** The digest of a version: what the next one names, and what banner and exported heads show. */
export const trustDigest = (list: TrustList): Digest => digestOf(list);

/** One signature changes the list while one or two persons can sign; from three on it takes two. */
export function thresholdFor(keys: readonly Pick<TrustedKey, 'person' | 'revokedAt'>[]): number {
  const signers = new Set(keys.filter((key) => key.revokedAt === null).map((key) => key.person));
  return signers.size >= 3 ? 2 : 1;
}

/** The person of a name. */
export const personOf = (list: TrustList, name: string): TrustedPerson | undefined =>
  list.persons.find((person) => person.name === name);

/** The key of an id, revoked or not. */
export const keyOf = (list: TrustList, id: string): TrustedKey | undefined => list.keys.find((key) => key.id === id);

/** Whether somebody whom these approvers name (`person:` or `group:`) holds a key that may sign for an environment. */
export const canAnswer = (list: TrustList, approvers: readonly string[], environment: string): boolean =>
  list.keys.some((key) => {
    const groups = personOf(list, key.person)?.groups ?? [];
    const isNamed = approvers.includes(key.person) || groups.some((group) => approvers.includes(group));
    return isNamed && mayUse(key, environment);
  });

/** Whether a key is active and allowed for an environment. */
export const mayUse = (key: TrustedKey, environment: string): boolean =>
  key.revokedAt === null && (key.environments === null || key.environments.includes(environment));
