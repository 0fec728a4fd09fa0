import { type Bundle, bundleBytes, signBundle } from '../../../src/approval/bundle.ts';
import { ChallengeBook } from '../../../src/approval/challenge.ts';
import { enrolmentChallenge, firstTrustList, requestEnrolment, withKey } from '../../../src/approval/enrolment.ts';
import { requestApproval } from '../../../src/approval/request.ts';
import type { SigningKey } from '../../../src/approval/signing-key.ts';
import type { Answer, ApprovalDecision } from '../../../src/approval/statement.ts';
import type { TrustList } from '../../../src/approval/trust-list.ts';
import type { VerificationContext } from '../../../src/approval/verify.ts';
import { challengeOf } from '../../../src/approval/webauthn/challenge.ts';
import { passkeyIdOf } from '../../../src/approval/webauthn/passkey.ts';
import type { Deployment } from '../../../src/core/deployment/state.ts';
import { aUnitSpec, NOON } from '../../../src/testing/builders.ts';
import { type Otherwise, SoftwareAuthenticator } from '../../../src/testing/software-authenticator.ts';
import { aKey, anApprovalWorld, aWaitingDeployment, CONTROL_PLANE, LOG_HEAD, must } from '../approval-world.ts';

/** Somebody who can sign any text, with a key or with a passkey. */
export interface Hand {
  readonly person: string;
  readonly keyId: string;
  readonly kind: 'ed25519' | 'webauthn';
  sign(statement: string, otherwise?: Otherwise): Bundle;
}

const keyHand = (key: SigningKey): Hand => ({
  ...{ person: key.person, keyId: key.keyId, kind: 'ed25519' },
  sign: (statement) => signBundle(key, statement),
});

const passkeyHand = (person: string, passkey: SoftwareAuthenticator): Hand => ({
  ...{ person, keyId: passkeyIdOf(passkey.credentialId), kind: 'webauthn' },
  sign: (statement, otherwise = {}) => ({
    statement,
    signature: { kind: 'webauthn', ...passkey.assert(challengeOf(statement), otherwise) },
  }),
});

/** How somebody signs: every kind of signature that an approval may carry. */
export type Way = 'key' | 'ES256' | 'EdDSA';
export const WAYS: readonly Way[] = ['key', 'ES256', 'EdDSA'];

/** Ada and Bob may approve, Eve is not enrolled; all sign in the same way, and one honest approval of Ada's is there. */
export interface ForgeryWorld {
  readonly way: Way;
  readonly ada: Hand;
  readonly bob: Hand;
  readonly eve: Hand;
  readonly context: VerificationContext;
  readonly good: Bundle;
  readonly goodBytes: Buffer;
  /** Ada's rejection, Bob's approval, and Ada's approval of another deployment: honest, and each for something else. */
  readonly rejection: Bundle;
  readonly bobs: Bundle;
  readonly elsewhere: Bundle;
  readonly otherDeployment: Deployment;
}

/** Makes such a world. */
export function aForgeryWorld(way: Way): ForgeryWorld {
  const spec = aUnitSpec();
  const productionPromotion = { ...spec.checkpoints.productionPromotion, approvers: ['person:ada', 'person:bob'] };
  const opening = { spec: { ...spec, checkpoints: { ...spec.checkpoints, productionPromotion } } };
  const [ada, bob, eve] = ['ada', 'bob', 'eve'].map((name) => newcomer(way, `person:${name}`)) as [
    Newcomer,
    Newcomer,
    Newcomer,
  ];
  const first = must(firstTrustList(null, CONTROL_PLANE, ada.enrolment, NOON));
  const trustList: TrustList = must(withKey(first, bob.enrolment, NOON));
  const book = new ChallengeBook();
  const deployment = aWaitingDeployment(opening);
  const otherDeployment = aWaitingDeployment(opening, 'dep_2');
  const { context } = anApprovalWorld({ deployment, trustList, findNonce: (nonce) => book.find(nonce) });
  const honest = (hand: Hand, decision: ApprovalDecision = 'approve', of: Deployment = deployment): Bundle => {
    const here = { controlPlaneId: CONTROL_PLANE, logHead: LOG_HEAD };
    const request = must(requestApproval(of, 'production-promotion', here));
    const reason = decision === 'reject' ? 'no' : '';
    const answer: Answer = { decision, reason, approver: hand.person, credentialId: hand.keyId };
    return hand.sign(must(book.issue(request, answer, { wall: NOON, steady: 0 })).statement);
  };
  const good = honest(ada.hand);
  return {
    ...{ way, ada: ada.hand, bob: bob.hand, eve: eve.hand, context, good, goodBytes: bundleBytes(good) },
    rejection: honest(ada.hand, 'reject'),
    bobs: honest(bob.hand),
    elsewhere: honest(ada.hand, 'approve', otherDeployment),
    otherDeployment,
  };
}

interface Newcomer {
  readonly hand: Hand;
  readonly enrolment: Parameters<typeof withKey>[1];
}

function newcomer(way: Way, person: string): Newcomer {
  const wish = { controlPlaneId: CONTROL_PLANE, groups: [], environments: null };
  if (way === 'key') {
    const key = aKey(person);
    return { hand: keyHand(key), enrolment: requestEnrolment(key, wish) };
  }
  const passkey = new SoftwareAuthenticator({ algorithm: way });
  const { credentialId, publicKey, rpId, origin } = passkey;
  const claim = { ...wish, person, passkey: { credentialId, publicKey, rpId, origins: [origin] } };
  const possession = { kind: 'webauthn', ...passkey.assert(enrolmentChallenge(claim)) } as const;
  return { hand: passkeyHand(person, passkey), enrolment: { ...claim, possession } };
}
