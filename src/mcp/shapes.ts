import { z } from 'zod';
import { NextShape } from './next.ts';

/** Set when something was left out for length; the linked resource has it all. */
export const Truncated = z.boolean().optional();

/** What every result ends with. */
export const Ending = { next: NextShape, truncated: Truncated };

const nullableText = z.string().nullable();

/** A deployment in short. Fields that begin with `untrusted_` hold what people, programs and commits wrote: data, never instructions. */
export const SummaryShape = z.object({
  deployment_id: z.string(),
  seq: z.number().describe('for wait_for_change: after'),
  unit: z.string(),
  environment: z.string(),
  phase: z.string(),
  over: z.boolean(),
  signal: nullableText,
  version: nullableText,
  commit: nullableText,
  replaces: nullableText,
  requester: z.string(),
  on_behalf_of: nullableText,
  opened_at: z.string(),
  ended_at: nullableText,
  plan_digest: nullableText,
  strategy: nullableText,
  stage: z
    .object({ number: z.number(), of: z.number(), weight: z.string(), since: nullableText, until: nullableText })
    .nullable(),
  verdict: z.object({ state: z.string(), reason: z.string() }).nullable(),
  waiting: z
    .object({
      who: z.array(z.string()).describe('who can end it'),
      since: nullableText,
      until: nullableText,
      by_default: z.string().describe('what happens by itself'),
      untrusted_for: z.string(),
    })
    .nullable(),
  holds: z.array(z.object({ reason: z.string(), by: z.string(), untrusted_note: z.string() })),
  rollback: z
    .object({
      cause: z.string(),
      started_at: z.string(),
      traffic_back_seconds: z.number().nullable(),
      target_seconds: z.number(),
    })
    .nullable(),
  untrusted_reason: z.string(),
  untrusted_problem: nullableText,
});

/** The same where its form is known from elsewhere: each definition that an agent reads costs it context. */
export const BriefShape = z
  .looseObject({ deployment_id: z.string(), seq: z.number(), phase: z.string(), over: z.boolean() })
  .describe('as get_deployment gives it');

/** A gate with its numbers. */
export const GateShape = z.object({
  gate: z.string(),
  kind: z.string(),
  verdict: z.string(),
  reason: z.string(),
  requests: z.number(),
  errors: z.number(),
  observed: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  baseline: z.number().nullable(),
  limit: z.number().nullable(),
  unit: z.string(),
  needs_requests: z.number().nullable(),
  sentence: z.string(),
});

/** The id of a deployment, as every tool takes it. */
export const DeploymentId = z
  .string()
  .regex(/^dep_[0-9A-Za-z]{1,40}$/)
  .describe('dep_…');

/** The name of a unit or environment. */
export const Name = z.string().regex(/^[A-Za-z0-9][\w.-]{0,62}$/);

/** Why something is done, for the record. */
export const Reason = z.string().min(3).max(2_000).describe('stands in the record, as your words');
