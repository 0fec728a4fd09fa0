import type { ApprovalRequest } from '../../approval/request.ts';
import type { ApprovalStatement } from '../../approval/statement.ts';
import { canonical } from '../../core/plan/canonical.ts';
import { SAID } from '../words.ts';
import { base64url, bytesOf, bytesOfHex, digestOf, sha256 } from './bytes.ts';
import { refusedHere } from './refused.ts';

/** What a person chose on this page. */
export interface Chosen {
  readonly decision: string;
  readonly reason: string;
  readonly approver: string;
  readonly credentialId: string;
}

/** The digest of the plan that is shown, computed from the plan itself. */
export const planDigestOf = ({ question }: ApprovalRequest): Promise<string> => digestOf(canonical(question.plan));

/**
 * What the passkey signs for an offered statement: SHA-256 of its type, a zero byte, its nonce, the plan and the statement.
 * A statement that says anything else than what is shown and chosen here is not signed.
 */
export async function challengeFor(offered: string, request: ApprovalRequest, chosen: Chosen): Promise<string> {
  const { predicateType, predicate } = JSON.parse(offered) as ApprovalStatement;
  const { question } = request;
  const planDigest = await planDigestOf(request);
  const isAsShown =
    predicate.planDigest === planDigest &&
    predicate.stagingReportDigest === (await digestOf(canonical(question.evidence))) &&
    predicate.policyDigest === (await digestOf(canonical(question.plan.policy))) &&
    predicate.checkpoint === question.checkpoint &&
    predicate.deploymentId === question.deploymentId &&
    predicate.environment === question.environment &&
    predicate.decision === chosen.decision &&
    predicate.reason === chosen.reason &&
    predicate.approver === chosen.approver &&
    predicate.credentialId === chosen.credentialId;
  if (!isAsShown) {
    throw refusedHere('statement-not-as-shown', SAID.otherStatement, SAID.otherStatementNext);
  }
  return boundChallenge(offered, predicateType, bytesOf(predicate.nonce), planDigest);
}

/** The challenge that binds a statement, its nonce and what it is about under its type. */
export async function boundChallenge(
  statement: string,
  predicateType: string,
  nonce: Uint8Array,
  about: string,
): Promise<string> {
  const parts = [nonce, bytesOfHex(about.slice('sha256:'.length)), await sha256(statement)];
  const domain = new TextEncoder().encode(`${predicateType}\0`);
  return base64url(await sha256(new Uint8Array([domain, ...parts].flatMap((part) => [...part]))));
}
