import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import type { PasskeySignature } from '../../approval/webauthn/passkey.ts';
import { SAID } from '../words.ts';
import { base64url, bytesOf } from './bytes.ts';
import { refusedHere } from './refused.ts';

const MINUTES = 5 * 60_000;

/** Has a passkey sign a challenge. The person is always verified: by finger, face or PIN. */
export async function signWithPasskey({
  challenge,
  rpId,
  allowCredentials = [],
}: PublicKeyCredentialRequestOptionsJSON): Promise<PasskeySignature> {
  const publicKey: PublicKeyCredentialRequestOptions = {
    challenge: bytesOf(challenge),
    ...(rpId === undefined ? {} : { rpId }),
    allowCredentials: allowCredentials.map(({ id }) => ({ id: bytesOf(id), type: 'public-key' as const })),
    userVerification: 'required',
    timeout: MINUTES,
  };
  const credential = await prompted(() => navigator.credentials.get({ publicKey }));
  const response = credential.response as AuthenticatorAssertionResponse;
  return {
    kind: 'webauthn',
    credentialId: base64url(credential.rawId),
    authenticatorData: base64url(response.authenticatorData),
    clientDataJSON: base64url(response.clientDataJSON),
    signature: base64url(response.signature),
  };
}

/** Has a new passkey made, and gives WebAuthn's JSON form of it. */
export async function makePasskey(options: PublicKeyCredentialCreationOptionsJSON) {
  const { challenge, rp, user, pubKeyCredParams, excludeCredentials = [] } = options;
  const publicKey: PublicKeyCredentialCreationOptions = {
    challenge: bytesOf(challenge),
    rp: { ...rp },
    user: { ...user, id: bytesOf(user.id) },
    pubKeyCredParams: [...pubKeyCredParams],
    excludeCredentials: excludeCredentials.map(({ id }) => ({ id: bytesOf(id), type: 'public-key' as const })),
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
    attestation: 'none',
    timeout: MINUTES,
  };
  const credential = await prompted(() => navigator.credentials.create({ publicKey }));
  const response = credential.response as AuthenticatorAttestationResponse;
  const id = base64url(credential.rawId);
  return {
    id,
    rawId: id,
    type: 'public-key' as const,
    clientExtensionResults: {},
    response: {
      clientDataJSON: base64url(response.clientDataJSON),
      attestationObject: base64url(response.attestationObject),
    },
  };
}

async function prompted(show: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  if (!('credentials' in navigator) || !('PublicKeyCredential' in globalThis)) {
    throw refusedHere('no-passkeys-here', SAID.noPasskeys, SAID.noPasskeysNext);
  }
  try {
    return (await show()) as PublicKeyCredential;
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown';
    const message = name === 'InvalidStateError' ? SAID.alreadyHeld : SAID.promptEnded(name);
    throw refusedHere('passkey-prompt-ended', message, SAID.promptEndedNext);
  }
}
