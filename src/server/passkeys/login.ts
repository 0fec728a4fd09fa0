import type { Ceremony, PageAccess, SessionRequest } from '../../api/passkeys.ts';
import type { TrustedKey } from '../../approval/trust-list.ts';
import { refuseAssertion, refuseFallenCounter } from '../../approval/webauthn/assertion.ts';
import { boundChallenge } from '../../approval/webauthn/challenge.ts';
import { PasskeySignature, passkeyIdOf } from '../../approval/webauthn/passkey.ts';
import { refuse } from '../../core/kernel/refusal.ts';
import type { ServiceParts } from '../parts.ts';
import { refused } from '../refused.ts';
import type { PageHalves, Session } from '../sessions.ts';
import { rpIdOf } from './site.ts';

/** A domain of its own: no signature for a sign-in is one for a statement. */
const LOGIN = 'urn:plimsoll:login:v1';
const AGAIN = 'Sign in again: plimsoll login';

/** The options for signing in with any passkey of this site. Which ones there are is not told. */
export function beginLogin(parts: ServiceParts): Ceremony {
  const ceremony = parts.passkeys.logins.give(null);
  const options = {
    challenge: challengeFor(ceremony),
    rpId: rpIdOf(parts),
    allowCredentials: [],
    userVerification: 'required',
    timeout: 300_000,
  };
  return { ceremony, options };
}

/** Begins the session of whoever answered. */
export async function finishLogin(parts: ServiceParts, request: SessionRequest): Promise<PageAccess> {
  const key = await whoAnswered(parts, request);
  const { bearer, session } = await parts.passkeys.sessions.begin(key.person, key.id);
  return accessOf(bearer, session);
}

/** The same for a page: what it sends by itself, and what its browser sends along. */
export async function finishPageLogin(
  parts: ServiceParts,
  request: SessionRequest,
): Promise<{ readonly access: PageAccess; readonly halves: PageHalves }> {
  const key = await whoAnswered(parts, request);
  const { halves, session } = await parts.passkeys.sessions.beginOnPage(key.person, key.id);
  return { access: accessOf(halves.bearer, session), halves };
}

const accessOf = (bearer: string, { person, until }: Session): PageAccess => ({
  ...{ bearer, who: person, proof: 'session' },
  until: new Date(until).toISOString(),
});

/** The passkey of whoever answered, by the same check as every other signature of one. */
async function whoAnswered(parts: ServiceParts, { ceremony, assertion }: SessionRequest): Promise<TrustedPasskey> {
  if (parts.passkeys.logins.takeBack(ceremony) === undefined) {
    throw refused(
      refuse('passkey-ceremony-unknown', 'This sign-in was not begun here, was used, or is too old', AGAIN),
    );
  }
  const read = PasskeySignature.safeParse(assertion);
  if (!read.success) throw refused(refuse('passkey-signature-malformed', 'The signature cannot be read', AGAIN));
  const key = trustedPasskey(parts, read.data.credentialId);
  const problem =
    refuseAssertion(read.data, { challenge: challengeFor(ceremony), passkey: key }) ??
    refuseFallenCounter(read.data, parts.passkeys.counterOf(key.id));
  if (problem !== null) throw refused({ ...problem, remedy: AGAIN });
  await parts.passkeys.used(read.data, key.person);
  return key;
}

type TrustedPasskey = TrustedKey & { readonly kind: 'webauthn' };

function trustedPasskey(parts: ServiceParts, credentialId: string): TrustedPasskey {
  const id = passkeyIdOf(credentialId);
  const key = parts.record.trust?.keys.find((one) => one.id === id);
  if (key === undefined || key.kind !== 'webauthn') {
    const remedy = 'Enrol it: plimsoll approver add --name NAME';
    throw refused(refuse('approver-key-unknown', 'Nobody enrolled this passkey here', remedy));
  }
  if (key.revokedAt !== null) {
    throw refused(refuse('approver-key-revoked', `That passkey of ${key.person} was revoked`, 'Use another key'));
  }
  return key;
}

const challengeFor = (ceremony: string): string => boundChallenge(LOGIN, Buffer.from(ceremony, 'base64url'));
