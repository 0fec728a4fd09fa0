import { z } from 'zod';
import type { Duration } from '../core/kernel/duration.ts';
import { BoundValue, DurationValue, JumpValue, MomentValue, PercentValue, RateValue } from './values.ts';

const BehaviourBlock = z.strictObject({
  errors: PercentValue.optional(),
  p50: DurationValue.optional(),
  p99: DurationValue.optional(),
});

/** What requests to one track come to; what is not named stays as it was. */
export type Behaviour = z.output<typeof BehaviourBlock>;

const ANSWERS = {
  'production-promotion': ['approve', 'reject'],
  'ambiguous-metrics': ['extend', 'hold', 'proceed', 'rollback'],
  'after-rollback': ['close'],
} as const;

const WHAT = ['answer', 'ask', 'candidate', 'stable', 'rate', 'crash', 'metrics', 'window', 'clock', 'check'] as const;

const ActBlock = z
  .strictObject({
    at: DurationValue,
    for: DurationValue.optional(),
    answer: z.enum(['production-promotion', 'ambiguous-metrics', 'after-rollback']).optional(),
    ask: z.enum(['hold', 'resume', 'abort', 'rollback']).optional(),
    by: z.string().min(1).optional(),
    decision: z.string().optional(),
    reason: z.string().optional(),
    candidate: BehaviourBlock.optional(),
    stable: BehaviourBlock.optional(),
    rate: RateValue.optional(),
    crash: z.enum(['control-plane', 'router', 'target']).optional(),
    metrics: z.literal('missing').optional(),
    window: z.literal('opens').optional(),
    clock: JumpValue.optional(),
    check: z.enum(['smoke', 'integration', 'performance', 'security']).optional(),
    result: z.enum(['fails', 'passes']).optional(),
  })
  .superRefine((act, context) => {
    const complain = (message: string, remedy: string): void =>
      context.addIssue({ code: 'custom', message, params: { remedy } });
    const said = WHAT.filter((what) => act[what] !== undefined);
    if (said.length !== 1) return complain('an act does one thing', `name one of ${WHAT.join(', ')}`);
    if (act.answer !== undefined) {
      const known: readonly string[] = ANSWERS[act.answer];
      if (act.decision === undefined || !known.includes(act.decision))
        complain(`${act.answer} is answered with ${known.join(', ')}`, `write  decision: ${known[0]}`);
    }
    const lasts = ['crash', 'metrics', 'window'].some((what) => what === said[0]);
    if (lasts && act.for === undefined && act.crash !== 'target') complain('it must end', 'write how long:  for: 20s');
  });

/** One thing that happens at a moment of a story. */
export type Act = z.output<typeof ActBlock>;

const ExpectBlock = z.strictObject({
  signal: z
    .enum([
      'STAGING_READY',
      'STAGING_FAILED',
      'PRODUCTION_DEPLOYED',
      'ROLLBACK_TRIGGERED',
      'DEPLOYMENT_COMPLETE',
      'ISSUE_DETECTED',
    ])
    .optional(),
  phase: z.string().min(1).optional(),
  /** From the last change of the script before the signal to the signal. */
  within: DurationValue.optional(),
  /** Requests that the candidate answered since then. */
  exposed_requests: BoundValue.optional(),
  failed_requests: BoundValue.optional(),
  /** What made a rollback start: `gate`, `trigger`, `health`, `window`, ... */
  cause: z.string().min(1).optional(),
});

/** What a story must come to. */
export type Expectations = z.output<typeof ExpectBlock>;

/** A deployment told in advance: users, faults and people's answers on a virtual clock, and what it must come to. */
export const Story = z.strictObject({
  plan: z
    .strictObject({
      config: z.string().min(1).prefault('plimsoll.yaml'),
      environment: z.string().prefault('production'),
    })
    .prefault({}),
  start: MomentValue,
  /** Whether nothing serves before: the unit's first release. */
  first_release: z.boolean().prefault(false),
  traffic: z.strictObject({
    rate: RateValue,
    stable: BehaviourBlock.prefault({}),
    candidate: BehaviourBlock.prefault({}),
  }),
  script: z.array(ActBlock).max(1_000).prefault([]),
  /** A story that has not ended by then is cut off. */
  until: DurationValue.prefault('7d'),
  expect: ExpectBlock.prefault({}),
});

/** A story as it was read. */
export type Story = z.output<typeof Story>;

/** When an act ends. */
export const endOf = (act: Act): Duration => (act.at + (act.for ?? 0)) as Duration;
