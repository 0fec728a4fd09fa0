import type { Comparison, Quantity } from '../../gate/gate.ts';
import type { ScalarMetric } from '../declared.ts';

/** What must hold of a value, in the unit in which values come. */
export interface ScalarClaim {
  readonly metric: ScalarMetric;
  readonly below: boolean;
  readonly inclusive: boolean;
  readonly limit:
    | { readonly kind: 'fixed'; readonly value: number }
    | { readonly kind: 'stable'; readonly factor: number; readonly plus: number };
}

/** The claim on values that a gate makes, or that a trigger denies. */
export function scalarClaimOf(comparison: Comparison, role: 'gate' | 'trigger', metric: ScalarMetric): ScalarClaim {
  const { operator, limit } = comparison;
  const isGate = role === 'gate';
  const below = operator.startsWith('<') === isGate;
  // What a trigger forbids is the other side of its limit, and the limit itself changes sides with it.
  const inclusive = operator.endsWith('=') === isGate;
  if (limit.kind === 'quantity') {
    return { metric, below, inclusive, limit: { kind: 'fixed', value: inUnit(limit.quantity, metric.unit) } };
  }
  const plus = limit.plus === null ? 0 : inUnit(limit.plus, metric.unit);
  return { metric, below, inclusive, limit: { kind: 'stable', factor: limit.factor, plus } };
}

/** A ratio is held as 0 to 1 and a time in milliseconds; values may come in percent, in seconds or by the minute. */
function inUnit({ value, unit }: Quantity, wanted: string): number {
  if (unit === wanted) return unit === '%' ? value * 100 : value;
  if (unit === 'ms' && wanted === 's') return value / 1_000;
  if (unit === 'ms' && wanted === 'min') return value / 60_000;
  if (unit === 'req/s' && wanted === '/min') return value * 60;
  if (unit === '/min' && wanted === 'req/s') return value / 60;
  return value;
}

/** What one value says: on the right side of the limit, on the wrong one, or too near to say. */
export type Outcome = 'good' | 'bad' | 'near';

/** A value within this part of the limit says nothing. */
const NEAR = 0.05;

/** The limit where the stable track's value is known; null where it is needed and is not. */
export function scalarLimit({ limit }: ScalarClaim, stable: number | null): number | null {
  if (limit.kind === 'fixed') return limit.value;
  const value = stable === null ? null : limit.factor * stable + limit.plus;
  return value !== null && Number.isFinite(value) ? value : null;
}

/** What a value says against a limit. */
export function outcomeOf(claim: ScalarClaim, value: number, limit: number): Outcome {
  if (Math.abs(value - limit) <= NEAR * Math.abs(limit)) return 'near';
  return value < limit === claim.below ? 'good' : 'bad';
}
