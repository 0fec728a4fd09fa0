import type { z } from 'zod';
import { minutes } from '../core/kernel/duration.ts';
import { type Instant, later } from '../core/kernel/instant.ts';
import { isRefusal, type Refusal, refuse } from '../core/kernel/refusal.ts';
import { canonical } from '../core/plan/canonical.ts';
import { type Bundle, readBundle } from './bundle.ts';
import { momentOf, momentText } from './fields.ts';
import { STATEMENT_TYPE, type Subject } from './frame.ts';
import { keyIdOfSignature, refuseForged } from './signature.ts';
import type { SigningKey } from './signing-key.ts';
import type { Signer } from './verify/signer.ts';

/** A consent is handed in at once. */
const SPAN = minutes(15);
const CLOCK_SKEW = minutes(1);

/** What every consent to a change carries, whatever it changes. */
export interface ConsentStatement {
  readonly predicateType: string;
  readonly subject: readonly [Subject];
  readonly predicate: {
    readonly controlPlaneId: string;
    readonly approver: string;
    readonly credentialId: string;
    readonly reason: string;
    readonly issuedAt: string;
    readonly notAfter: string;
  };
}

/** The key that a consent must have been made with. */
export type ConsentKey = Signer & { readonly person: string };

/** A consent as it was read, with the key that made it. */
export interface Consent<T> {
  readonly statement: T;
  readonly bundle: Bundle;
  readonly key: ConsentKey;
}

/** What is special about consents to one kind of change: their refusals, and the command to sign anew. */
export interface ConsentKind<T> {
  readonly schema: z.ZodType<T>;
  readonly otherwise: { readonly code: string; readonly message: string };
  readonly expired: string;
  readonly again: string;
}

/** The text an approver signs to consent to a change: good for fifteen minutes. */
export const consentText = (
  predicateType: string,
  subject: Subject,
  about: object,
  {
    signer,
    reason,
    at,
  }: { readonly signer: Pick<SigningKey, 'person' | 'keyId'>; readonly reason: string; readonly at: Instant },
): string =>
  canonical({
    _type: STATEMENT_TYPE,
    predicateType,
    subject: [subject],
    predicate: {
      ...about,
      reason,
      approver: signer.person,
      credentialId: signer.keyId,
      issuedAt: momentText(at),
      notAfter: momentText(later(at, SPAN)),
    },
  });

/**
 * Checks one signature under a change in a fixed order: its form, that it is for just this change, its time, its key, its
 * bytes. Nothing is written here: what the change makes differs from what was there, so a consent counts once.
 */
export function verifyConsent<T extends ConsentStatement>(
  bytes: Uint8Array,
  kind: ConsentKind<T>,
  isForThis: (statement: T) => boolean,
  keyFor: (signature: Bundle['signature'], statement: T) => ConsentKey | null,
  at: Instant,
): Consent<T> | Refusal {
  const { again } = kind;
  const read = readBundle(bytes, kind.schema);
  if (isRefusal(read)) return read;
  const { statement, bundle } = read;
  const { issuedAt, notAfter, approver, credentialId } = statement.predicate;
  if (!isForThis(statement)) return refuse(kind.otherwise.code, kind.otherwise.message, again);
  if (at > momentOf(notAfter) || at < momentOf(issuedAt) - CLOCK_SKEW) {
    return refuse(kind.expired, 'The signature is too old, or from the future', again);
  }
  if (momentOf(notAfter) - momentOf(issuedAt) > SPAN) {
    return refuse(kind.expired, 'The signature wants to be good for longer than fifteen minutes', again);
  }
  const key = keyFor(bundle.signature, statement);
  if (key === null || key.person !== approver || credentialId !== keyIdOfSignature(bundle.signature)) {
    return refuse('approver-unknown', `${approver} has no such active key`, 'Sign with an enrolled key');
  }
  const forged = refuseForged(bundle, key);
  return forged === null ? { statement, bundle, key } : refuse(forged.code, forged.message, again);
}
