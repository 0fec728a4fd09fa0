import type { Ceremony, RegisteredPasskey, RegisteredRequest, RegistrationRequest } from '../../api/passkeys.ts';
import { enrolmentChallenge } from '../../approval/enrolment.ts';
import { isPasskeyPublicKey } from '../../approval/webauthn/public-key.ts';
import type { ServiceParts } from '../parts.ts';
import { problem } from '../refused.ts';
import { subjectPublicKey } from './cose-key.ts';
import type { BegunRegistration } from './desk.ts';
import { originOf, rpIdOf } from './site.ts';

// In order of preference: Ed25519, P-256, RSA.
const ALGORITHMS = [-8, -7, -257];

/** The options for a new passkey: discoverable, and made only for whom the authenticator has verified. */
export async function beginRegistration(parts: ServiceParts, asked: RegistrationRequest): Promise<Ceremony> {
  const { generateRegistrationOptions } = await library();
  const person = `person:${asked.name}`;
  const known = (parts.record.trust?.keys ?? []).flatMap((key) => (key.kind === 'webauthn' ? [key] : []));
  const options = await generateRegistrationOptions({
    rpName: 'Plimsoll',
    rpID: rpIdOf(parts),
    userName: asked.name,
    userDisplayName: `${asked.name} · approver on ${originOf(parts)}`,
    attestationType: 'none',
    excludeCredentials: known.map(({ credentialId }) => ({ id: credentialId })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: ALGORITHMS,
  });
  const groups = asked.groups.map((group) => `group:${group}`);
  const ceremony = parts.passkeys.registrations.give({
    person,
    groups,
    environments: asked.environments,
    challenge: options.challenge,
  });
  return { ceremony, options };
}

/** Reads what the browser made of the options, and says what the passkey signs next to show that it is held. */
export async function finishRegistration(parts: ServiceParts, asked: RegisteredRequest): Promise<RegisteredPasskey> {
  const begun = parts.passkeys.registrations.takeBack(asked.ceremony);
  if (begun === undefined)
    throw unusable('passkey-ceremony-unknown', 'This enrolment was not begun here, or is too old');
  const passkey = { ...(await passkeyFrom(parts, begun, asked)), rpId: rpIdOf(parts), origins: [originOf(parts)] };
  const { person, groups, environments } = begun;
  const claim = {
    controlPlaneId: parts.record.controlPlaneId,
    person,
    groups: [...groups],
    environments: environments === null ? null : [...environments],
    passkey,
  };
  const { generateAuthenticationOptions } = await library();
  const options = await generateAuthenticationOptions({
    rpID: passkey.rpId,
    challenge: Buffer.from(enrolmentChallenge(claim), 'base64url'),
    allowCredentials: [{ id: passkey.credentialId }],
    userVerification: 'required',
  });
  return { claim, options };
}

async function passkeyFrom(parts: ServiceParts, begun: BegunRegistration, { response }: RegisteredRequest) {
  const { verifyRegistrationResponse } = await library();
  const verified = await verifyRegistrationResponse({
    // The library reads the members that it needs; what a browser adds is none of ours.
    response: response as Parameters<typeof verifyRegistrationResponse>[0]['response'],
    expectedChallenge: begun.challenge,
    expectedOrigin: originOf(parts),
    expectedRPID: rpIdOf(parts),
    requireUserVerification: true,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch((error: unknown) => {
    throw unusable('passkey-registration-refused', error instanceof Error ? error.message : String(error));
  });
  const made = verified.registrationInfo?.credential;
  const publicKey = made === undefined ? undefined : await subjectPublicKeyOf(made.publicKey);
  if (made === undefined || publicKey === undefined || !isPasskeyPublicKey(publicKey)) {
    throw unusable('passkey-kind-unknown', 'The passkey has a kind of key that is not taken here');
  }
  return { credentialId: made.id, publicKey };
}

async function subjectPublicKeyOf(cose: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  const { decodeCredentialPublicKey } = await import('@simplewebauthn/server/helpers');
  return subjectPublicKey(decodeCredentialPublicKey(cose) as { get(label: number): unknown });
}

// Loaded when somebody enrols: no other request needs it.
const library = () => import('@simplewebauthn/server');

const unusable = (code: string, message: string) =>
  problem('refused', { code, message, remedy: 'Begin the enrolment again: plimsoll approver add --name NAME' });
