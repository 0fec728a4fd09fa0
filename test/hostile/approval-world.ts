import { generateKeyPairSync } from 'node:crypto';
import { type Bundle, bundleBytes, signBundle } from '../../src/approval/bundle.ts';
import { ChallengeBook, type IssuedNonce, type Now } from '../../src/approval/challenge.ts';
import { digestOf } from '../../src/approval/digest.ts';
import { firstTrustList, requestEnrolment } from '../../src/approval/enrolment.ts';
import { momentOf } from '../../src/approval/fields.ts';
import { requestApproval } from '../../src/approval/request.ts';
import { signAnswer } from '../../src/approval/sign.ts';
import { SigningKey } from '../../src/approval/signing-key.ts';
import { type Answer, statementDigest, type WrittenStatement } from '../../src/approval/statement.ts';
import type { TrustList } from '../../src/approval/trust-list.ts';
import { type VerificationContext, verifyApproval } from '../../src/approval/verify.ts';
import type { Opening } from '../../src/core/deployment/opening.ts';
import type { Deployment } from '../../src/core/deployment/state.ts';
import type { Checkpoint } from '../../src/core/guard/verified-approval.ts';
import { minutes } from '../../src/core/kernel/duration.ts';
import { later } from '../../src/core/kernel/instant.ts';
import { isRefusal, type Refusal } from '../../src/core/kernel/refusal.ts';
import { canonical } from '../../src/core/plan/canonical.ts';
import type { CheckpointPolicy } from '../../src/core/unit/unit.ts';
import { aDigest, anOpening, aRelease, aUnitSpec, NOON } from '../../src/testing/builders.ts';
import { journeyOf } from '../../src/testing/journey.ts';

export const CONTROL_PLANE = 'cp_01KB7X';
export const LOG_HEAD = { seq: 4182, hash: aDigest('7') };
const LATER: Now = { wall: later(NOON, minutes(5)), steady: 300_000 };

/** Fails the test where a refusal is not the point. */
export function must<T>(answer: T | Refusal): T {
  if (isRefusal(answer)) throw new Error(`${answer.code}: ${answer.message}`);
  return answer;
}

/** A key that is open, of a person. */
export const aKey = (person = 'person:ada'): SigningKey =>
  new SigningKey('ed25519', person, generateKeyPairSync('ed25519').privateKey);

/** A trust list with this one key. */
export const aTrustList = (key: SigningKey, groups: string[] = []): TrustList => {
  const wish = { controlPlaneId: CONTROL_PLANE, groups, environments: null };
  return must(firstTrustList(null, CONTROL_PLANE, requestEnrolment(key, wish), NOON));
};

/** A deployment that waits for a person, with the plan's real digest. */
export function aWaitingDeployment(opening: Partial<Opening> = {}, id = 'dep_1'): Deployment {
  const release = aRelease('b');
  return withPlanDigest(journeyOf(anOpening(id, release, opening), release).upTo('awaiting-approval').world.deployment);
}

/** The journeys of the tests seal any digest; here it must be the plan's own. */
export function withPlanDigest(deployment: Deployment | null): Deployment {
  if (deployment === null || !('plan' in deployment)) throw new Error('no plan is sealed yet');
  return { ...deployment, planDigest: digestOf(deployment.plan) };
}

/** Five minutes after the question was put, with everything in order. */
export interface ApprovalWorld {
  readonly key: SigningKey;
  readonly book: ChallengeBook;
  readonly context: VerificationContext;
}

export function anApprovalWorld(
  changes: Partial<VerificationContext> & { readonly key?: SigningKey } = {},
): ApprovalWorld {
  const { key = aKey(), ...others } = changes;
  const book = new ChallengeBook();
  const context: VerificationContext = {
    controlPlaneId: CONTROL_PLANE,
    deployment: aWaitingDeployment(),
    servedForReal: false,
    trustList: key.kind === 'ed25519' ? aTrustList(key) : null,
    demoTrust: null,
    isolation: null,
    now: LATER,
    findNonce: (nonce) => book.find(nonce),
    chainHashAt: (seq) => (seq === LOG_HEAD.seq ? LOG_HEAD.hash : undefined),
    ...others,
  };
  return { key, book, context };
}

/** Asks, signs what was shown, and returns the bundle, as the command line does. */
export function answerOf(
  { key, book, context }: ApprovalWorld,
  answer: Partial<Pick<Answer, 'decision' | 'reason'>> = {},
  checkpoint: Checkpoint = 'production-promotion',
): Bundle {
  const given = { decision: 'approve', reason: '', ...answer } as const;
  const here = { controlPlaneId: context.controlPlaneId, logHead: LOG_HEAD };
  const request = must(requestApproval(context.deployment, checkpoint, here));
  const full = { ...given, approver: key.person, credentialId: key.keyId };
  const challenge = must(book.issue(request, full, { wall: NOON, steady: 0 }));
  return must(signAnswer(request, given, challenge.statement, key));
}

/** The bytes of a good bundle. */
export const goodBytes = (world: ApprovalWorld): Buffer => bundleBytes(answerOf(world));

/** The statement of a bundle, to be changed. */
export const statementOf = (bundle: Bundle): WrittenStatement => JSON.parse(bundle.statement);

/**
 * A changed statement, signed by the key, in a world whose control plane asked for just that: so that the check behind the
 * nonce is reached.
 */
export function askedFor(
  world: ApprovalWorld,
  changed: unknown,
): { readonly bytes: Buffer; readonly context: VerificationContext } {
  const text = canonical(changed);
  const { predicate } = changed as WrittenStatement;
  const issued: IssuedNonce = {
    nonce: predicate.nonce,
    approver: predicate.approver,
    checkpoint: predicate.checkpoint as Checkpoint,
    deploymentId: predicate.deploymentId,
    statementDigest: statementDigest(text),
    issuedAt: momentOf(predicate.issuedAt),
    notAfter: momentOf(predicate.notAfter),
    issuedSteady: 0,
    spent: false,
  };
  const findNonce = (nonce: string) => (nonce === issued.nonce ? issued : undefined);
  return { bytes: bundleBytes(signBundle(world.key, text)), context: { ...world.context, findNonce } };
}

/** The code that bytes are refused with; undefined when they are an approval. */
export const codeOf = async (bytes: Uint8Array, context: VerificationContext): Promise<unknown> =>
  ((await verifyApproval(bytes, context)) as { code?: unknown }).code;

/** The same of a good answer, in a world that a test changes. */
export const answered = (changes: Parameters<typeof anApprovalWorld>[0] = {}): Promise<unknown> => {
  const world = anApprovalWorld(changes);
  return codeOf(goodBytes(world), world.context);
};

/** A waiting deployment whose promotion has this policy. */
export const governedBy = (policy: Partial<CheckpointPolicy>, opening: Partial<Opening> = {}): Deployment => {
  const { checkpoints } = aUnitSpec();
  const productionPromotion = { ...checkpoints.productionPromotion, ...policy };
  return aWaitingDeployment({ spec: aUnitSpec({ checkpoints: { ...checkpoints, productionPromotion } }), ...opening });
};
