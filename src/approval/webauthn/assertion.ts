import { createHash } from 'node:crypto';
import { type Refusal, refuse } from '../../core/kernel/refusal.ts';
import { type AuthenticatorData, readAuthenticatorData } from './authenticator-data.ts';
import { bytesOf } from './base64url.ts';
import { type ClientData, readClientData } from './client-data.ts';
import type { Passkey, PasskeySignature } from './passkey.ts';
import { fitsPublicKey } from './public-key.ts';

/** What a signature of a passkey must be for. */
export interface ExpectedAssertion {
  /** Base64url. */
  readonly challenge: string;
  readonly passkey: Passkey;
}

/**
 * Checks one signature of a passkey in a fixed order, from public values alone: neither server nor clock nor network. The
 * counter belongs to the moment it is used, and is looked at there.
 */
export function refuseAssertion(assertion: PasskeySignature, expected: ExpectedAssertion): Refusal | null {
  const clientData = readClientData(bytesOf(assertion.clientDataJSON));
  const authenticator = readAuthenticatorData(bytesOf(assertion.authenticatorData));
  if (clientData === undefined || authenticator === undefined || isOfAnother(assertion, expected.passkey)) {
    return no('passkey-signature-malformed', 'The signature is none that a browser gives');
  }
  return (
    refuseClientData(clientData, expected) ??
    refuseAuthenticator(authenticator, expected.passkey.rpId) ??
    (fitsPublicKey(expected.passkey.publicKey, signedBytes(assertion), bytesOf(assertion.signature))
      ? null
      : no('approval-signature-invalid', 'The signature does not fit the statement'))
  );
}

/** How often the authenticator says it was used; 0 for one that does not count. */
export const counterOf = (assertion: PasskeySignature): number =>
  readAuthenticatorData(bytesOf(assertion.authenticatorData))?.counter ?? 0;

/** Refuses a counter that did not rise, unless the passkey does not count: a copy of it may be about. */
export const refuseFallenCounter = (assertion: PasskeySignature, last: number): Refusal | null =>
  (counterOf(assertion) === 0 && last === 0) || counterOf(assertion) > last
    ? null
    : refuse(
        'passkey-counter-fell',
        `The passkey counts ${counterOf(assertion)} uses, and counted ${last} before: there may be a copy of it`,
        'Use another key, and have this one revoked: plimsoll approver list',
      );

const isOfAnother = (assertion: PasskeySignature, passkey: Passkey): boolean =>
  assertion.credentialId !== passkey.credentialId;

function refuseClientData(said: ClientData, { challenge, passkey }: ExpectedAssertion): Refusal | null {
  if (said.type !== 'webauthn.get') return no('passkey-type-wrong', 'The passkey was asked for something else');
  if (said.challenge !== challenge) {
    return no('passkey-challenge-wrong', 'The passkey signed something else than this statement');
  }
  if (!passkey.origins.includes(said.origin)) {
    return no('passkey-origin-wrong', 'The passkey was used on another page than those it was enrolled for');
  }
  return said.crossOrigin === true || said.topOrigin !== undefined
    ? no('passkey-cross-origin', 'The passkey was used inside a page of somebody else')
    : null;
}

function refuseAuthenticator(said: AuthenticatorData, rpId: string): Refusal | null {
  if (!said.rpIdHash.equals(createHash('sha256').update(rpId, 'utf8').digest())) {
    return no('passkey-rp-wrong', 'The passkey was used for another site than the one it was enrolled for');
  }
  if (!said.isUserPresent) return no('passkey-user-absent', 'Nobody touched the authenticator');
  return said.isUserVerified
    ? null
    : no('passkey-user-unverified', 'The authenticator did not check who used it: finger, face or PIN is needed');
}

const signedBytes = ({ authenticatorData, clientDataJSON }: PasskeySignature): Buffer =>
  Buffer.concat([bytesOf(authenticatorData), createHash('sha256').update(bytesOf(clientDataJSON)).digest()]);

const no = (code: string, message: string): Refusal =>
  refuse(code, message, 'Open the page of the control plane and sign there again');
