const SHORTEST = 37;
const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const ATTESTED = 0x40;
const EXTENDED = 0x80;

/** What an authenticator says of a signature it made. */
export interface AuthenticatorData {
  readonly rpIdHash: Buffer;
  readonly isUserPresent: boolean;
  /** Whether the authenticator knows that it was its person: by finger, face or PIN. */
  readonly isUserVerified: boolean;
  readonly counter: number;
}

/** Reads the authenticator data of a signature; undefined for anything that none has. */
export function readAuthenticatorData(bytes: Buffer): AuthenticatorData | undefined {
  if (bytes.length < SHORTEST) return undefined;
  const flags = bytes.readUInt8(32);
  // A signature brings no new key along, and what follows the counter is there because of extensions alone.
  const hasMore = bytes.length > SHORTEST;
  if ((flags & ATTESTED) !== 0 || hasMore !== ((flags & EXTENDED) !== 0)) return undefined;
  return {
    rpIdHash: bytes.subarray(0, 32),
    isUserPresent: (flags & USER_PRESENT) !== 0,
    isUserVerified: (flags & USER_VERIFIED) !== 0,
    counter: bytes.readUInt32BE(33),
  };
}
