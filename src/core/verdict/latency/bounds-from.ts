import { gainsOf } from '../ledger/likelihood.ts';
import type { LatencyRule } from '../rule.ts';
import type { Known } from './distribution.ts';
import type { StableBounds } from './latency-facts.ts';
import { highestQuantile, lowestQuantile } from './quantile-bounds.ts';
import { SHIFT_TAILS } from './shift-tails.ts';

const SHIFT_GAINS = SHIFT_TAILS.map((tail) => gainsOf('down', tail));

/** The bounds of the stable track's quantiles that a rule needs; null when it needs none. */
export function boundsFrom(known: Known, rule: LatencyRule, tempering: number): StableBounds | null {
  const { boundGains, boundAt, shift } = rule;
  if (boundGains === null && shift === null) return null;
  const fail = { least: Math.log(boundAt.fail), tempering };
  const pass = { least: Math.log(boundAt.pass), tempering };
  const moved = shift === null ? null : { least: Math.log(shift.boundAt), tempering };
  return {
    latencies: known.total,
    high: boundGains === null ? null : highestQuantile(known, { ...fail, gains: boundGains.down }),
    low: boundGains === null ? null : lowestQuantile(known, { ...pass, gains: boundGains.up }),
    shift: moved === null ? [] : SHIFT_GAINS.map((gains) => highestQuantile(known, { ...moved, gains })),
  };
}
