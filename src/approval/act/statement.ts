import { z } from 'zod';
import type { EnvironmentAct } from '../../core/guard/verified-act.ts';
import type { Instant } from '../../core/kernel/instant.ts';
import { canonical } from '../../core/plan/canonical.ts';
import { DigestText, momentText, NameText } from '../fields.ts';
import { changeStatement, SINGLE_USE, STATEMENT_TYPE, subjectNamed } from '../frame.ts';
import { type ActRequest, actContextDigest } from './request.ts';

/** The predicate type of a signed act on an environment. */
export const ACT_TYPE = 'urn:plimsoll:environment-act:v1';

const ACTS = ['release', 'accept-drift', 'adopt'] as const satisfies readonly EnvironmentAct[];

/** The statement: every field is required, unknown ones are refused. What was shown is the subject, by its digest. */
export const ActStatement = changeStatement(ACT_TYPE, {
  ...SINGLE_USE,
  act: z.enum(ACTS),
  unit: NameText,
  environment: NameText,
  contextDigest: DigestText,
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
    subject: [subjectNamed(environment, contextDigest)],
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
