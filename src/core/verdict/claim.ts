import type { Comparison } from '../gate/gate.ts';
import { InvariantViolation } from '../kernel/invariant.ts';
import { tailOf } from './judged-metrics.ts';

/** What is counted as an event. `successes` serves gates that want a rate of errors to be high. */
export type Event = 'errors' | 'successes';

/** What must hold, seen from the judge: the rate of events stays below a limit. */
export type Claim =
  | { readonly kind: 'absolute'; readonly event: Event; readonly limit: number }
  /** Below `ratio` times the stable track's rate: judged on whose errors there are. */
  | { readonly kind: 'ratio'; readonly event: 'errors'; readonly ratio: number }
  /** Below `factor` times the stable track's rate plus `plus`: judged against bounds of that rate. */
  | { readonly kind: 'sum'; readonly event: Event; readonly factor: number; readonly plus: number };

/**
 * The claim on counts that a gate makes, or that a trigger denies. A limit from below is turned round: success_rate > 99 % says that
 * errors stay below 1 %.
 */
export function claimOf(comparison: Comparison, role: 'gate' | 'trigger'): Claim {
  if (tailOf(comparison.metric) !== null) throw new InvariantViolation(`${comparison.metric} is not judged on counts`);
  const below = comparison.operator.startsWith('<') === (role === 'gate');
  const event: Event = (comparison.metric !== 'success_rate') === below ? 'errors' : 'successes';
  const { limit } = comparison;
  if (limit.kind === 'quantity') {
    const value = below ? limit.quantity.value : tidy(1 - limit.quantity.value);
    return { kind: 'absolute', event, limit: Math.min(1 - NEAREST, Math.max(NEAREST, value)) };
  }
  const plus = limit.plus?.value ?? 0;
  if (!below) return { kind: 'sum', event, factor: limit.factor, plus: tidy(1 - limit.factor - plus) };
  if (plus === 0 && event === 'errors') return { kind: 'ratio', event, ratio: limit.factor };
  return { kind: 'sum', event, factor: limit.factor, plus };
}

/** No traffic tells a limit nearer to 0 or 1 than this from the end itself, and the ledgers would divide by next to nothing. */
const NEAREST = 1e-9;

/** 1 - 0.99 is not the double 0.01; both ways of writing a limit must give the same ledger. */
const tidy = (value: number): number => Number(value.toPrecision(12));

/** How many of the requests are events. */
export const eventsIn = (event: Event, counts: { readonly requests: number; readonly errors: number }): number =>
  event === 'errors' ? counts.errors : counts.requests - counts.errors;
