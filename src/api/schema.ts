import { z } from 'zod';

const Reason = z.string().max(4_096);
const Name = z.string().min(1).max(200);

/** The wire shape of a request to deploy. */
export const OpenRequestBody = z.strictObject({
  config: z.string().min(1).max(4_096),
  environment: Name,
  reference: z.string().min(1).max(400),
  dirty: z.boolean(),
  reason: Reason,
});

/** The wire shape of a request that needs no signature. */
export const PlainRequestBody = z.strictObject({
  kind: z.enum(['hold', 'resume', 'abort', 'rollback', 'rollback-at-checkpoint']),
  reason: Reason,
});

/** The wire shape of an answer that is about to be signed. */
export const AnswerRequestBody = z.strictObject({
  checkpoint: z.enum(['production-promotion', 'ambiguous-metrics', 'after-rollback']),
  decision: z.enum(['approve', 'reject', 'extend', 'hold', 'proceed', 'resolve']),
  reason: Reason,
  approver: Name,
  credentialId: Name,
});

/** The wire shape of a request to stop. */
export const StopBody = z.strictObject({ force: z.boolean() });

/** The wire shape of a demo approver's enrolment; its trust value is read by src/approval. */
export const EnrolDemoBody = z.strictObject({ config: z.string().min(1).max(4_096), trust: z.unknown() });
