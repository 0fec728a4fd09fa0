import { z } from 'zod';
import type { Checkpoint, VerifiedApproval } from '../core/guard/verified-approval.ts';
import type { Digest } from '../core/kernel/id.ts';
import type { Instant } from '../core/kernel/instant.ts';
import { canonical } from '../core/plan/canonical.ts';
import type { Artifact } from '../core/unit/artifact.ts';
import { digestOfText } from './digest.ts';
import { Bytes32, DigestText, LabelText, MomentText, momentText, NameText, PersonText, WrittenText } from './fields.ts';
import { questionDigests } from './question.ts';
import type { ApprovalRequest } from './request.ts';

/** The in-toto type of every statement. */
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';

/** The predicate type of an answer at a checkpoint. */
export const APPROVAL_TYPE = 'urn:plimsoll:approval:v1';

/** What a person may answer at a checkpoint. */
export type ApprovalDecision = VerifiedApproval['decision'];

/** The answers that belong to each checkpoint. */
export const DECISIONS: Readonly<Record<Checkpoint, readonly ApprovalDecision[]>> = {
  'production-promotion': ['approve', 'reject'],
  'environment-red': ['fix-forward'],
  'ambiguous-metrics': ['extend', 'hold', 'proceed'],
  'after-rollback': ['resolve'],
};

/** One artifact under the signature. */
export const Subject = z.strictObject({
  name: NameText,
  digest: z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
});

/** The statement as written: every field is required, unknown ones are refused. Types and words are looked at next. */
export const WrittenStatement = z.strictObject({
  _type: LabelText,
  predicateType: LabelText,
  subject: z.array(Subject).min(1).max(100),
  predicate: z.strictObject({
    checkpoint: LabelText,
    decision: LabelText,
    deploymentId: LabelText,
    environment: NameText,
    planDigest: DigestText,
    stagingReportDigest: DigestText,
    rollbackPlanDigest: DigestText,
    policyDigest: DigestText,
    contextDigest: DigestText,
    reason: WrittenText,
    requester: LabelText,
    agentOwner: LabelText.nullable(),
    authors: z.array(LabelText).max(100),
    approver: PersonText,
    credentialId: DigestText,
    nonce: Bytes32,
    issuedAt: MomentText,
    notAfter: MomentText,
    controlPlaneId: LabelText,
    logHead: z.strictObject({ seq: z.int().nonnegative(), hash: DigestText }),
  }),
});
export type WrittenStatement = z.infer<typeof WrittenStatement>;

/** A statement whose type, checkpoint and decision are known and belong together. */
export interface ApprovalStatement extends WrittenStatement {
  readonly predicate: WrittenStatement['predicate'] & {
    readonly checkpoint: Checkpoint;
    readonly decision: ApprovalDecision;
  };
}

/** What a person answers, and with which key. */
export interface Answer {
  readonly decision: ApprovalDecision;
  readonly reason: string;
  readonly approver: string;
  readonly credentialId: string;
}

/** What the control plane adds: good once, and only for a time. */
export interface Terms {
  readonly nonce: string;
  readonly issuedAt: Instant;
  readonly notAfter: Instant;
}

/** The statement to sign. Its digests are computed from the values in the request, never taken over. */
export function buildStatement(request: ApprovalRequest, answer: Answer, terms: Terms): ApprovalStatement {
  const { question, controlPlaneId, logHead, requester, agentOwner, authors } = request;
  return {
    _type: STATEMENT_TYPE,
    predicateType: APPROVAL_TYPE,
    subject: subjectOf(question.plan.release.artifacts),
    predicate: {
      checkpoint: question.checkpoint,
      decision: answer.decision,
      deploymentId: question.deploymentId,
      environment: question.environment,
      ...questionDigests(question),
      reason: answer.reason,
      requester,
      agentOwner,
      authors: [...authors],
      approver: answer.approver,
      credentialId: answer.credentialId,
      nonce: terms.nonce,
      issuedAt: momentText(terms.issuedAt),
      notAfter: momentText(terms.notAfter),
      controlPlaneId,
      logHead,
    },
  };
}

/** The artifacts of a plan as the statement's subject, in their order. */
export const subjectOf = (artifacts: readonly Artifact[]): z.infer<typeof Subject>[] =>
  artifacts.map(({ name, digest }) => ({ name, digest: { sha256: digest.slice('sha256:'.length) } }));

/** The bytes that are signed, as text. */
export const statementText = (statement: ApprovalStatement): string => canonical(statement);

/** SHA-256 of the signed bytes. */
export const statementDigest = (text: string): Digest => digestOfText(text);
