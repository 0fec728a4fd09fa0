import type { SignedStatement, UnfitStatement } from '../../core/evidence/statement.ts';
import { type PinnedKey, PREDICATES, type StatementRequirement } from '../../core/unit/verification.ts';
import { IN_TOTO, preAuthEncoding } from '../dsse.ts';
import { STATEMENT_TYPE } from '../frame.ts';
import { digestOfBytes } from './digest-of-bytes.ts';
import { Envelope } from './envelope.ts';
import { isSignedByPinned } from './pinned-key.ts';
import { readPredicate } from './predicate.ts';
import { type JsonFault, LARGEST_ENVELOPE, readStrictJson } from './strict-json.ts';
import { Written } from './written-statement.ts';

/** A statement that a pinned key signed; one of another type, which is no concern of a requirement; or what is wrong with it. */
export type ReadStatement =
  | { readonly signed: SignedStatement }
  | { readonly ofType: string }
  | { readonly unfit: UnfitStatement };

/**
 * Reads an envelope for a requirement, in this order: form of the envelope, type of the payload, signature by a pinned key, and only
 * then what the payload says. Nothing that is not signed is looked into, but for telling which requirement it may belong to.
 */
export function readStatement(
  file: string,
  bytes: Uint8Array,
  { keys, predicate }: Pick<StatementRequirement, 'keys' | 'predicate'>,
): ReadStatement {
  const unfit = (code: string, message: string, remedy: string): ReadStatement => ({
    unfit: { file, code, message: `${file} ${message}`, remedy },
  });
  const outer = readStrictJson(bytes);
  if ('fault' in outer) return unfit(`envelope-${outer.fault}`, FAULTS[outer.fault], BRING_ENVELOPE);
  const envelope = Envelope.safeParse(outer.value).data;
  if (envelope === undefined) return unfit('envelope-malformed', 'is no DSSE envelope', BRING_ENVELOPE);
  if (envelope.payloadType !== IN_TOTO) {
    return unfit(
      'payload-type-unknown',
      'holds no in-toto statement',
      `Write  "payloadType": "${IN_TOTO}"  and sign that`,
    );
  }
  const inner = readStrictJson(envelope.payload);
  const key = signerOf(envelope, keys);
  if (key === undefined) {
    const claimed = claimedType(inner);
    if (claimed !== undefined && claimed !== PREDICATES[predicate]) return { ofType: claimed };
    const pinned = keys.map((one) => one.file).join(', ');
    return unfit(
      'signature-not-pinned',
      `is not signed by a pinned key (${pinned})`,
      'Sign it with the private half of that key; or was it changed after it was signed?',
    );
  }
  if ('fault' in inner)
    return unfit(`statement-${inner.fault}`, `holds a payload that ${FAULTS[inner.fault]}`, MAKE_STATEMENT);
  if (claimedType(inner, '_type') !== STATEMENT_TYPE) {
    return unfit(
      'statement-type-unknown',
      'holds no in-toto Statement v1',
      `Write  "_type": "${STATEMENT_TYPE}"  and sign that`,
    );
  }
  const written = Written.safeParse(inner.value).data;
  if (written === undefined) return unfit('statement-malformed', 'holds no well-formed statement', MAKE_STATEMENT);
  if (written.predicateType !== PREDICATES[predicate]) return { ofType: written.predicateType };
  const read = readPredicate(predicate, written.predicate);
  if (read === undefined) {
    return unfit('predicate-malformed', `has a predicate that is none of ${written.predicateType}`, MAKE_STATEMENT);
  }
  const digest = digestOfBytes(bytes);
  const subjects = written.subject.map((one) => ({ name: one.name ?? one.uri ?? '', digest: one.digest }));
  return { signed: { file, digest, keyId: key.keyId, subjects, ...read } };
}

const BRING_ENVELOPE = 'Bring the DSSE envelope as JSON: plimsoll evidence sign makes one, and so does cosign attest';
const MAKE_STATEMENT = 'Make it again as in-toto describes it: plimsoll evidence sign --help';

const FAULTS: Readonly<Record<JsonFault, string>> = {
  'too-large': `is larger than ${LARGEST_ENVELOPE / 1024} KiB`,
  'not-text': 'is no UTF-8 text',
  'too-deep': 'is nested too deeply',
  'not-json': 'is no JSON',
  'unsafe-key': 'has a key twice in one object, or one called __proto__',
};

function signerOf({ payload, payloadType, signatures }: Envelope, keys: readonly PinnedKey[]): PinnedKey | undefined {
  const signed = preAuthEncoding(payloadType as typeof IN_TOTO, payload);
  return keys.find((key) => signatures.some(({ sig }) => isSignedByPinned(key, signed, sig)));
}

function claimedType(read: ReturnType<typeof readStrictJson>, field: '_type' | 'predicateType' = 'predicateType') {
  if ('fault' in read || typeof read.value !== 'object' || read.value === null) return undefined;
  const claimed: unknown = Reflect.get(read.value, field);
  return typeof claimed === 'string' ? claimed : undefined;
}
