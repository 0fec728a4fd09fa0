import { z } from 'zod';
import { SEVERITIES } from '../../core/validation/measured.ts';
import { reportBase } from '../schema.ts';

const count = z.int().nonnegative();
const amount = z.number().nullable();

const Suite = z.strictObject({
  name: z.string(),
  passed: count,
  total: count,
  skipped: count.prefault(0),
  /** Passed only when they were tried again. */
  flaky: count.prefault(0),
});

const Figure = z.strictObject({
  metric: z.string(),
  unit: z.string(),
  baseline: amount,
  current: amount,
  state: z.enum(['within', 'outside', 'no-baseline', 'not-measured', 'not-limited']),
});

const Scan = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('read'),
    counts: z.array(z.strictObject({ severity: z.enum(SEVERITIES), total: count, fresh: count.nullable() })),
    suppressed: count.prefault(0),
  }),
  z.strictObject({ state: z.literal('unavailable'), why: z.string() }),
]);

/** How a kind of check came out where there is nothing finer to show. */
const Outcome = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('not-tested') }),
  z.strictObject({ state: z.literal('passed') }),
  z.strictObject({ state: z.literal('failed'), problem: z.string() }),
]);

/** The staging validation report as a value. */
export const StagingReport = z.strictObject({
  ...reportBase,
  kind: z.literal('staging'),
  /** A check without suites says only how it came out. */
  functional: z.array(z.union([Suite, z.strictObject({ name: z.string(), outcome: Outcome })])),
  performance: z.strictObject({ outcome: Outcome, figures: z.array(Figure).prefault([]) }),
  security: z.strictObject({
    outcome: Outcome,
    vulnerabilities: Scan.nullable().prefault(null),
    dependencies: Scan.nullable().prefault(null),
  }),
  recommendation: z.strictObject({
    state: z.enum(['ready', 'not-ready', 'undecided']),
    why: z.string().nullable().prefault(null),
  }),
});
export type StagingReport = z.infer<typeof StagingReport>;
