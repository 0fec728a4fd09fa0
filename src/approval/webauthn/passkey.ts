import { createHash } from 'node:crypto';
import { z } from 'zod';
import { bytesOf, bytesText } from './base64url.ts';
import { isPasskeyPublicKey } from './public-key.ts';

// RP IDs and origins are compared byte for byte, so only their one plain writing is taken.
const RP_ID = /^[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?$/;

/** Names the passkey, as its authenticator does. */
export const CredentialIdText = bytesText(16, 1023);

/** The page that may use a passkey: scheme, host and port, and nothing behind them. */
export const OriginText = z.string().max(300).refine(isOrigin);

/** What is kept of a passkey: enough to check its signatures anywhere, and no secret. */
export const PasskeyFacts = {
  credentialId: CredentialIdText,
  /** SubjectPublicKeyInfo in DER. */
  publicKey: bytesText(40, 1100).refine(isPasskeyPublicKey),
  rpId: z.string().regex(RP_ID),
  origins: z.array(OriginText).min(1).max(10),
};

/** A passkey as it is trusted. */
export type Passkey = z.infer<z.ZodObject<typeof PasskeyFacts>>;

/** What an authenticator gives back for a challenge: its own data, what the browser saw, and the signature over both. */
export const PasskeySignature = z.strictObject({
  kind: z.literal('webauthn'),
  credentialId: CredentialIdText,
  authenticatorData: bytesText(37, 2048),
  clientDataJSON: bytesText(2, 4096),
  signature: bytesText(8, 1024),
});
export type PasskeySignature = z.infer<typeof PasskeySignature>;

/** The key id of a passkey in trust lists and statements: SHA-256 of the bytes of its credential id. */
export const passkeyIdOf = (credentialId: string): string =>
  `sha256:${createHash('sha256').update(bytesOf(credentialId)).digest('hex')}`;

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, origin, hostname } = new URL(text);
  // Browsers give passkeys to encrypted pages, and to this machine by its name.
  return origin === text && (protocol === 'https:' || (protocol === 'http:' && hostname === 'localhost'));
}
