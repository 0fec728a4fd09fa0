import { z } from 'zod';
import { LARGEST_PLAN_FILE } from '../core/plan/plan-file.ts';
import { STATEMENT_FORMS, STATEMENT_KINDS } from '../core/statement/said.ts';

const Reason = z.string().max(4_096);
const Name = z.string().min(1).max(200);

const PlanReferenceBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), text: z.string().max(LARGEST_PLAN_FILE + 1) }),
  z.strictObject({ kind: z.literal('digest'), digest: Name }),
]);

/** The wire shape of a request to deploy. */
export const OpenRequestBody = z.strictObject({
  config: z.string().min(1).max(4_096),
  environment: Name,
  reference: z.string().min(1).max(400),
  dirty: z.boolean(),
  reason: Reason,
  ticket: z.string().max(400).exactOptional(),
  outOfOrder: z.string().min(1).max(400).exactOptional(),
  artifacts: z.array(z.string().min(1).max(200)).min(1).max(50).exactOptional(),
  plan: PlanReferenceBody.exactOptional(),
});

/** The wire shape of a look ahead. */
export const PlanRequestBody = OpenRequestBody.extend({ package: z.boolean().exactOptional() });

/** The wire shape of a signature under a change of policy; the shape of its bundle is that of src/approval. */
export const policyConsentBody = <B extends z.ZodType>(bundle: B) =>
  z.union([
    z.strictObject({ config: z.string().min(1).max(4_096), environment: Name, bundle }),
    z.strictObject({ unit: Name, environment: Name, bundle }),
  ]);

/** The wire shape of a request that needs no signature. */
export const PlainRequestBody = z.strictObject({
  kind: z.enum(['hold', 'resume', 'abort', 'rollback', 'rollback-at-checkpoint']),
  reason: Reason,
  /** With rollback after completion: the earlier release to bring back. */
  to: Name.optional(),
});

/** The wire shape of an answer that is about to be signed. */
export const AnswerRequestBody = z.strictObject({
  checkpoint: z.enum(['production-promotion', 'environment-red', 'ambiguous-metrics', 'after-rollback']),
  decision: z.enum(['approve', 'reject', 'fix-forward', 'extend', 'hold', 'proceed', 'resolve']),
  reason: Reason,
  approver: Name,
  credentialId: Name,
});

/** The wire shape of what somebody says beside a deployment. */
export const StatementBody = z.strictObject({
  kind: z.enum(STATEMENT_KINDS),
  form: z.enum(STATEMENT_FORMS),
  text: z.string().max(4_096),
  digest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/)
    .nullable(),
});

/** The wire shape of a request to stop. */
export const StopBody = z.strictObject({ force: z.boolean() });

/** The wire shape of a demo approver's enrolment; its trust value is read by src/approval. */
export const EnrolDemoBody = z.strictObject({ config: z.string().min(1).max(4_096), trust: z.unknown() });

/** The wire shape of a signature under a change of trust; its bundle is read by src/approval. */
export const TrustConsentBody = z.strictObject({ proposal: Name, bundle: z.unknown() });

/** The wire shape of a hold on an environment. */
export const HoldBody = z.strictObject({ reason: Reason });

/** The wire shape of a request to adopt what runs. */
export const AdoptionBody = z.strictObject({
  config: z.string().min(1).max(4_096),
  reference: z.string().min(1).max(400),
  artifacts: z.array(z.string().min(1).max(200)).max(50),
});

/** The wire shape of a request to remove stored releases. */
export const PruneBody = z.strictObject({ dryRun: z.boolean() });

/** The wire shape of an act on an environment that is about to be signed. */
export const ActAnswerBody = z.strictObject({
  act: z.enum(['release', 'accept-drift', 'adopt']),
  reason: Reason,
  approver: Name,
  credentialId: Name,
});
