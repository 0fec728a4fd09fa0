import type { VerifiedApproval } from '../core/guard/verified-approval.ts';
import { isRefusal, type Refusal, refuse } from '../core/kernel/refusal.ts';
import { canonical } from '../core/plan/canonical.ts';
import { type Bundle, readBundle } from './bundle.ts';
import { momentOf } from './fields.ts';
import { policyOf, type Question } from './question.ts';
import { type ApprovalStatement, statementDigest, WrittenStatement } from './statement.ts';
import { refuseOtherContent } from './verify/content.ts';
import type { VerificationContext } from './verify/context.ts';
import { nonceOf, refuseUntimely } from './verify/freshness.ts';
import { knownStatement } from './verify/known.ts';
import { questionAnswered, refuseOtherJournal } from './verify/place.ts';
import { refuseUnfit } from './verify/separation.ts';
import { refuseUnsigned, type Signer, signerOf, type Trust } from './verify/signer.ts';

export type { VerificationContext } from './verify/context.ts';

/**
 * Verifies a signed answer in a fixed order; the first failure is the answer. Nothing is written and no nonce is spent
 * here: the caller appends the decision with `spendNonce` in one transaction, and only that makes the approval count.
 */
export async function verifyApproval(
  bytes: Uint8Array,
  here: VerificationContext,
): Promise<VerifiedApproval | Refusal> {
  const read = readBundle(bytes, WrittenStatement);
  if (isRefusal(read)) return read;
  const statement = knownStatement(read.statement);
  if (isRefusal(statement)) return statement;
  const question = questionAnswered(statement, here);
  if (isRefusal(question)) return question;
  const otherJournal = await refuseOtherJournal(statement, here);
  if (otherJournal !== null) return otherJournal;
  const signer = freshSigner(statement, read.bundle, question, here);
  if (isRefusal(signer)) return signer;
  const problem = refuseUnsigned(statement, read.bundle, signer) ?? refuseOtherThan(statement, question, signer, here);
  return problem ?? approvalOf(statement, read.bundle, signer);
}

/** What a recorded approval is held against: the lists as they were when it was recorded, and the plan it stood for. */
export interface RecordedContext extends Trust {
  readonly controlPlaneId: string;
  readonly planDigest: string;
}

/**
 * Checks a recorded approval again, offline, from its bundle and public keys alone. Nonce, expiry and the open checkpoint
 * belong to the moment it was given; the order of the journal shows those. Null: it is what it says.
 */
export function recheckApproval(recorded: VerifiedApproval, context: RecordedContext): Refusal | null {
  const read = readBundle(Buffer.from(canonical(recorded.bundle), 'utf8'), WrittenStatement);
  if (isRefusal(read)) return read;
  const statement = knownStatement(read.statement);
  if (isRefusal(statement)) return statement;
  if (statement.predicate.controlPlaneId !== context.controlPlaneId) {
    return refuse('approval-for-another-control-plane', 'The approval names another control plane', DISTRUST);
  }
  if (statement.predicate.planDigest !== context.planDigest) {
    return refuse('approval-for-another-plan', 'The approval is for another plan than the one recorded', DISTRUST);
  }
  const signer = signerOf(statement, read.bundle, context);
  if (isRefusal(signer)) return signer;
  const unsigned = refuseUnsigned(statement, read.bundle, signer);
  if (unsigned !== null) return unsigned;
  return canonical(recorded) === canonical(approvalOf(statement, read.bundle, signer))
    ? null
    : refuse('approval-misquoted', 'The record beside the bundle says something else than what was signed', DISTRUST);
}

const DISTRUST = 'Do not rely on this record: find out who changed it';

function freshSigner(
  statement: ApprovalStatement,
  bundle: Bundle,
  question: Question,
  here: VerificationContext,
): Signer | Refusal {
  const issued = nonceOf(statement, statementDigest(bundle.statement), here);
  if (isRefusal(issued)) return issued;
  const { trustList, demoTrust, servedForReal } = here;
  const isDemo = question.plan.demo && !servedForReal;
  return refuseUntimely(statement, issued, here) ?? signerOf(statement, bundle, { trustList, demoTrust, isDemo });
}

function refuseOtherThan(
  statement: ApprovalStatement,
  question: Question,
  signer: Signer,
  here: VerificationContext,
): Refusal | null {
  const policy = policyOf(question.checkpoint, question.plan.policy);
  return refuseOtherContent(statement, question) ?? refuseUnfit(statement, signer, here.deployment.opening, policy);
}

/** The one place that makes a verified approval. */
function approvalOf(statement: ApprovalStatement, bundle: Bundle, signer: Signer): VerifiedApproval {
  const { requester, agentOwner, issuedAt, notAfter, logHead: _, controlPlaneId: __, ...signed } = statement.predicate;
  return {
    __verified: true,
    ...signed,
    groups: signer.groups,
    kind: signer.kind,
    // The demo's key proves nothing; any other key lies in the same account as the agents.
    assurance: signer.kind === 'demo' ? 'A0' : 'A1',
    requester: agentOwner ?? requester,
    issuedAt: momentOf(issuedAt),
    notAfter: momentOf(notAfter),
    statementDigest: statementDigest(bundle.statement),
    bundle,
  };
}
