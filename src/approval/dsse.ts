/** What a signed payload is: a signature for one type is none for another. */
export type PayloadType =
  /** An in-toto statement: an approval or a change of trust, told apart by its predicate type. */
  | 'application/vnd.in-toto+json'
  /** The proof that whoever enrols a key also holds it. */
  | 'application/vnd.plimsoll.enrolment+json';

/** The type of a payload that is an in-toto statement. */
export const IN_TOTO = 'application/vnd.in-toto+json' satisfies PayloadType;

/** The bytes that are signed: DSSE's pre-authentication encoding of a payload and its type. */
export function preAuthEncoding(type: PayloadType, payload: string | Uint8Array): Buffer {
  const body = typeof payload === 'string' ? Buffer.from(payload, 'utf8') : payload;
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${body.length} `, 'utf8'), body]);
}
