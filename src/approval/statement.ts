import { z } from 'zod';
import type { Checkpoint, VerifiedApproval } from '../core/guard/verified-approval.ts';
import type { Digest } from '../core/kernel/id.ts';
import type { Instant } from '../core/kernel/instant.ts';
import { canonical } from '../core/plan/canonical.ts';
import type { Artifact } from '../core/unit/artifact.ts';
import { digestOfText } from './digest.ts';
import { DigestText, LabelText, momentText, NameText } from './fields.ts';
import { SIGNED, SINGLE_USE, STATEMENT_TYPE, Subject, subjectNamed } from './frame.ts';
import { questionDigests } from './question.ts';
import type { ApprovalRequest } from './request.ts';

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

/** Whether an answer lets something go on: to say no, or to close what is over, nobody needs more than a signature. */
export const isForward = (decision: ApprovalDecision): boolean => decision !== 'reject' && decision !== 'resolve';

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
    requester: LabelText,
    agentOwner: LabelText.nullable(),
    authors: z.array(LabelText).max(100),
    ...SIGNED,
    ...SINGLE_USE,
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
export const subjectOf = (artifacts: readonly Artifact[]): Subject[] =>
  artifacts.map(({ name, digest }) => subjectNamed(name, digest));

/** The bytes that are signed, as text. */
export const statementText = (statement: ApprovalStatement): string => canonical(statement);

/** SHA-256 of the signed bytes. */
export const statementDigest = (text: string): Digest => digestOfText(text);
