/** What a signed payload is: a signature for one type is none for another. */
export type PayloadType =
  /** An in-toto statement: an approval or a change of trust, told apart by its predicate type. */
  | 'application/vnd.in-toto+json'
  /** The proof that whoever enrols a key also holds it. */
  | 'application/vnd.plimsoll.enrolment+json';

/** The bytes an Ed25519 key signs: DSSE's pre-authentication encoding of a payload and its type. */
export function preAuthEncoding(type: PayloadType, payload: string): Buffer {
  const body = Buffer.from(payload, 'utf8');
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${body.length} `, 'utf8'), body]);
}
