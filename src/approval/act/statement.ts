import { z } from 'zod';
import type { EnvironmentAct } from '../../core/guard/verified-act.ts';
import type { Instant } from '../../core/kernel/instant.ts';
import { canonical } from '../../core/plan/canonical.ts';
import {
  Bytes32,
  DigestText,
  LabelText,
  MomentText,
  momentText,
  NameText,
  PersonText,
  WrittenText,
} from '../fields.ts';
import { STATEMENT_TYPE, Subject } from '../statement.ts';
import { type ActRequest, actContextDigest } from './request.ts';

/** The predicate type of a signed act on an environment. */
export const ACT_TYPE = 'urn:plimsoll:environment-act:v1';

const ACTS = ['release', 'accept-drift'] as const satisfies readonly EnvironmentAct[];

/** The statement: every field is required, unknown ones are refused. What was shown is the subject, by its digest. */
export const ActStatement = z.strictObject({
  _type: z.literal(STATEMENT_TYPE),
  predicateType: z.literal(ACT_TYPE),
  subject: z.tuple([Subject]),
  predicate: z.strictObject({
    act: z.enum(ACTS),
    unit: NameText,
    environment: NameText,
    contextDigest: DigestText,
    reason: WrittenText,
    approver: PersonText,
    credentialId: DigestText,
    nonce: Bytes32,
    issuedAt: MomentText,
    notAfter: MomentText,
    controlPlaneId: LabelText,
    logHead: z.strictObject({ seq: z.int().nonnegative(), hash: DigestText }),
  }),
});
export type ActStatement = z.infer<typeof ActStatement>;

/** Who signs an act, with which key, and why. */
export interface ActAnswer {
  readonly reason: string;
  readonly approver: string;
  readonly credentialId: string;
}

/** What the control plane adds: good once, and only for a time. */
export interface ActTerms {
  readonly nonce: string;
  readonly issuedAt: Instant;
  readonly notAfter: Instant;
}

/** The statement to sign. Its digest is computed from the values in the request, never taken over. */
export function buildAct(request: ActRequest, answer: ActAnswer, terms: ActTerms): ActStatement {
  const { context, unit, environment, controlPlaneId, logHead } = request;
  const contextDigest = actContextDigest(request);
  return {
    _type: STATEMENT_TYPE,
    predicateType: ACT_TYPE,
    subject: [{ name: environment, digest: { sha256: contextDigest.slice('sha256:'.length) } }],
    predicate: {
      act: context.act,
      unit,
      environment,
      contextDigest,
      reason: answer.reason,
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

/** The bytes that are signed, as text. */
export const actText = (statement: ActStatement): string => canonical(statement);
