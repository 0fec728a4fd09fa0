import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import { describe, expect, it } from 'vitest';
import { refuseAssertion } from '../approval/webauthn/assertion.ts';
import { type Otherwise, type PasskeyAlgorithm, SoftwareAuthenticator } from './software-authenticator.ts';

const CHALLENGE = Buffer.alloc(32, 7).toString('base64url');

/** What the library says of a passkey and of one signature with it. */
async function libraryTakes(passkey: SoftwareAuthenticator, otherwise: Otherwise): Promise<boolean> {
  const site = { expectedChallenge: CHALLENGE, expectedOrigin: passkey.origin, expectedRPID: passkey.rpId };
  const made = await verifyRegistrationResponse({ response: passkey.register(CHALLENGE), ...site });
  if (!made.verified) return false;
  const { credentialId: id, ...response } = passkey.assert(CHALLENGE, otherwise);
  const sent = { id, rawId: id, type: 'public-key' as const, clientExtensionResults: {}, response };
  const { credential } = made.registrationInfo;
  return verifyAuthenticationResponse({ response: sent, credential, ...site }).then(
    ({ verified }) => verified,
    () => false,
  );
}

/** What our own check says of the same. */
function weTake(passkey: SoftwareAuthenticator, otherwise: Otherwise): boolean {
  const { credentialId, publicKey, rpId, origin } = passkey;
  const trusted = { credentialId, publicKey, rpId, origins: [origin] };
  const signature = { kind: 'webauthn', ...passkey.assert(CHALLENGE, otherwise) } as const;
  return refuseAssertion(signature, { challenge: CHALLENGE, passkey: trusted }) === null;
}

describe.each<PasskeyAlgorithm>(['ES256', 'EdDSA'])('a software passkey of %s', (algorithm) => {
  it.each<[string, Otherwise, boolean]>([
    ['honest', {}, true],
    ['of another type', { type: 'webauthn.create' }, false],
    ['from another page', { origin: 'http://localhost:3000' }, false],
    ['for another site', { rpId: 'example.org' }, false],
    ['without a touch', { isUserPresent: false }, false],
    ['without knowing who', { isUserVerified: false }, false],
    ['below a page of somebody else', { topOrigin: 'https://shop.example' }, false],
  ])('is read by our check as by a library: %s', async (_how, otherwise, isTaken) => {
    const passkey = new SoftwareAuthenticator({ algorithm, counter: 'rising' });

    expect(weTake(passkey, otherwise)).toBe(isTaken);
    expect(await libraryTakes(passkey, otherwise)).toBe(isTaken);
  });
});
