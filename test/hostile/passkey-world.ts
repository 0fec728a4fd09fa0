import type { Bundle } from '../../src/approval/bundle.ts';
import { bundleBytes } from '../../src/approval/bundle.ts';
import { type Enrolment, enrolmentChallenge, firstTrustList } from '../../src/approval/enrolment.ts';
import { requestApproval } from '../../src/approval/request.ts';
import type { Answer } from '../../src/approval/statement.ts';
import type { TrustList } from '../../src/approval/trust-list.ts';
import type { VerificationContext } from '../../src/approval/verify.ts';
import { challengeOf } from '../../src/approval/webauthn/challenge.ts';
import { passkeyIdOf } from '../../src/approval/webauthn/passkey.ts';
import type { Checkpoint } from '../../src/core/guard/verified-approval.ts';
import { NOON } from '../../src/testing/builders.ts';
import { type Otherwise, SoftwareAuthenticator } from '../../src/testing/software-authenticator.ts';
import { type ApprovalWorld, anApprovalWorld, CONTROL_PLANE, LOG_HEAD, must } from './approval-world.ts';

/** A person's wish to sign with a passkey, with the proof that they hold it. */
export function passkeyEnrolment(
  passkey: SoftwareAuthenticator,
  person = 'person:ada',
  otherwise: Otherwise = {},
): Enrolment {
  const { credentialId, publicKey, rpId, origin } = passkey;
  const trusted = { credentialId, publicKey, rpId, origins: [origin] };
  const claim = { controlPlaneId: CONTROL_PLANE, person, groups: [], environments: null, passkey: trusted };
  const possession = { kind: 'webauthn', ...passkey.assert(enrolmentChallenge(claim), otherwise) } as const;
  return { ...claim, possession };
}

/** A trust list with this one passkey. */
export const aPasskeyList = (passkey: SoftwareAuthenticator, person = 'person:ada'): TrustList =>
  must(firstTrustList(null, CONTROL_PLANE, passkeyEnrolment(passkey, person), NOON));

/** Everything in order, with a passkey in the place of the key. */
export interface PasskeyWorld extends ApprovalWorld {
  readonly passkey: SoftwareAuthenticator;
}

export function aPasskeyWorld(
  changes: Partial<VerificationContext> & { readonly passkey?: SoftwareAuthenticator } = {},
): PasskeyWorld {
  const { passkey = new SoftwareAuthenticator(), ...others } = changes;
  return { ...anApprovalWorld({ trustList: aPasskeyList(passkey), ...others }), passkey };
}

/** Asks for a statement to be signed with the passkey, as the page does. */
export function offeredTo(
  { passkey, book, context }: PasskeyWorld,
  answer: Partial<Pick<Answer, 'decision' | 'reason'>> = {},
  checkpoint: Checkpoint = 'production-promotion',
): string {
  const here = { controlPlaneId: context.controlPlaneId, logHead: LOG_HEAD };
  const request = must(requestApproval(context.deployment, checkpoint, here));
  const full = { decision: 'approve', reason: '', ...answer, approver: 'person:ada' } as const;
  const credentialId = passkeyIdOf(passkey.credentialId);
  return must(book.issue(request, { ...full, credentialId }, { wall: NOON, steady: 0 })).statement;
}

/** A statement signed with the passkey, in whatever way a test wants. */
export const signedBy = (passkey: SoftwareAuthenticator, statement: string, otherwise: Otherwise = {}): Bundle => ({
  statement,
  signature: { kind: 'webauthn', ...passkey.assert(challengeOf(statement), otherwise) },
});

/** The bytes of a bundle that approves with the passkey. */
export const passkeyBytes = (world: PasskeyWorld, otherwise: Otherwise = {}): Buffer =>
  bundleBytes(signedBy(world.passkey, offeredTo(world), otherwise));
