import { type Assurance, isAtLeast } from '../core/guard/assurance.ts';
import type { VerifiedApproval } from '../core/guard/verified-approval.ts';
import type { Instant } from '../core/kernel/instant.ts';
import { isRefusal, type Refusal, refuse } from '../core/kernel/refusal.ts';
import { canonical } from '../core/plan/canonical.ts';
import { type Bundle, readBundle } from './bundle.ts';
import { momentOf } from './fields.ts';
import { policyOf, type Question } from './question.ts';
import { refuseCopied } from './signature.ts';
import { type ApprovalStatement, isForward, statementDigest, WrittenStatement } from './statement.ts';
import { assuranceOf, couldBe, highestOf, type Isolation, refuseWeak } from './verify/assurance.ts';
import { refuseOtherContent } from './verify/content.ts';
import type { VerificationContext } from './verify/context.ts';
import { refuseOtherFactor } from './verify/factor.ts';
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
  const level = assuranceOf(signer, here.isolation, here.now.wall);
  const problem =
    refuseUnsigned(statement, read.bundle, signer) ??
    refuseCopied(read.bundle, here.counterOf) ??
    refuseOtherThan(statement, question, { signer, level }, here);
  return problem ?? approvalOf(statement, read.bundle, signer, level);
}

/** What a recorded approval is held against: the lists as they were when it was recorded, and the plan it stood for. */
export interface RecordedContext extends Trust {
  readonly controlPlaneId: string;
  readonly planDigest: string;
  /** What was proven of isolation when it was recorded; absent: not known, and the key alone limits its level. */
  readonly proven?: { readonly isolation: Isolation | null; readonly at: Instant };
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
  // Whether agents were kept out at that moment stands in the journal, and not in the bundle: that and the key limit what may be said.
  const { proven } = context;
  const highest = proven === undefined ? highestOf(signer) : assuranceOf(signer, proven.isolation, proven.at);
  const isPossible = couldBe(signer, recorded.assurance) && isAtLeast(highest, recorded.assurance);
  const level = isPossible ? recorded.assurance : highest;
  return canonical(recorded) === canonical(approvalOf(statement, read.bundle, signer, level))
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
  { signer, level }: { readonly signer: Signer; readonly level: Assurance },
  here: VerificationContext,
): Refusal | null {
  const policy = policyOf(question.checkpoint, question.plan.policy);
  const { opening } = here.deployment;
  return (
    refuseOtherContent(statement, question) ??
    refuseUnfit(statement, signer, opening, policy) ??
    refuseOtherFactor(statement, signer, policy) ??
    (isForward(statement.predicate.decision)
      ? refuseWeak(signer, level, policy.requireAssurance, statement.predicate.approver)
      : null)
  );
}

/** The one place that makes a verified approval. */
function approvalOf(
  statement: ApprovalStatement,
  bundle: Bundle,
  signer: Signer,
  assurance: Assurance,
): VerifiedApproval {
  const { requester, agentOwner, issuedAt, notAfter, logHead: _, controlPlaneId: __, ...signed } = statement.predicate;
  return {
    __verified: true,
    ...signed,
    groups: signer.groups,
    kind: signer.kind,
    assurance,
    requester: agentOwner ?? requester,
    issuedAt: momentOf(issuedAt),
    notAfter: momentOf(notAfter),
    statementDigest: statementDigest(bundle.statement),
    bundle,
  };
}
