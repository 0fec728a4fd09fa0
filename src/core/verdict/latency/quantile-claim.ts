import type { Comparison } from '../../gate/gate.ts';

/** What must hold of a latency: the quantile with this tail stays below a limit in milliseconds. */
export interface QuantileClaim {
  /** The share of latencies that may be slower. */
  readonly tail: number;
  readonly limit:
    | { readonly kind: 'fixed'; readonly milliseconds: number }
    /** `factor` times the stable track's quantile plus `plus` milliseconds. */
    | { readonly kind: 'stable'; readonly factor: number; readonly plus: number };
}

/** The claim on latencies that a gate makes, or that a trigger denies. The plan refuses those that ask for slowness. */
export function quantileClaimOf({ limit }: Comparison, tail: number): QuantileClaim {
  if (limit.kind === 'quantity') return { tail, limit: { kind: 'fixed', milliseconds: limit.quantity.value } };
  return { tail, limit: { kind: 'stable', factor: limit.factor, plus: limit.plus?.value ?? 0 } };
}

/** The limit where the stable track's quantile is so many milliseconds; null where no latency could keep it. */
export function limitAt({ limit }: QuantileClaim, stable: number | null): number | null {
  if (limit.kind === 'fixed') return limit.milliseconds;
  if (stable === null) return null;
  const value = limit.factor * stable + limit.plus;
  return value > 0 && value < Number.MAX_VALUE ? value : null;
}
