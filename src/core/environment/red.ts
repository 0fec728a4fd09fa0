import { comparisonsOf } from '../gate/comparisons.ts';
import type { Comparison, Gate, Trigger } from '../gate/gate.ts';
import { type Distribution, highestEdge } from '../verdict/latency/distribution.ts';
import { binomialAtMost } from '../verdict/power/binomial.ts';
import type { StableRecord } from '../verdict/power/stable-record.ts';

/** Fewer requests than this prove nothing, and a healthy service shows worse than its limit less often than this. */
const ENOUGH = 50;
const BY_CHANCE = 0.001;

/** The limits that what serves breaks now, each in words with its numbers; empty while it keeps inside its own gates. */
export function brokenLimits(
  { gates, triggers }: { readonly gates: readonly Gate[]; readonly triggers: readonly Trigger[] },
  stable: StableRecord,
): readonly string[] {
  const limits = [
    // Of several joined by `or` one may be broken while the gate holds.
    ...gates
      .filter(({ condition }) => condition.kind !== 'or')
      .map(({ text, condition }) => ({ text, of: comparisonsOf(condition) })),
    ...triggers.map(({ text, condition }) => ({ text, of: comparisonsOf(condition) })),
  ];
  const broken = limits.flatMap(({ text, of }) =>
    of.flatMap((comparison) => {
      const shown = brokenBy(comparison, stable);
      return shown === null ? [] : [`${text}: stable shows ${shown}`];
    }),
  );
  return [...new Set(broken)];
}

function brokenBy({ metric, limit }: Comparison, { requests, errors, latency }: StableRecord): string | null {
  if (limit.kind !== 'quantity') return null;
  const { value } = limit.quantity;
  if (metric === 'error_rate') {
    const isBroken = requests >= ENOUGH && isTooMany(errors, requests, value);
    return isBroken ? `${Number(((100 * errors) / requests).toPrecision(3))} % of ${requests} requests` : null;
  }
  const level = /^latency_p(\d+)(?:_(\d))?$/.exec(metric);
  if (level === null || latency === null || latency.total < ENOUGH) return null;
  const tail = 1 - Number(`${level[1]}.${level[2] ?? 0}`) / 100;
  const proven = provenQuantile(latency, tail);
  return proven !== null && proven > value ? `at least ${Math.round(proven)} ms` : null;
}

/** Whether so many are not to be had by chance from a share at the limit. */
const isTooMany = (events: number, trials: number, share: number): boolean =>
  1 - binomialAtMost(events - 1, trials, share) < BY_CHANCE;

/** The highest edge that a quantile is proven to reach. */
function provenQuantile(latency: Distribution, tail: number): number | null {
  let few = Math.floor(tail * latency.total);
  let many = latency.total + 1;
  while (many - few > 1) {
    const middle = Math.floor((few + many) / 2);
    if (isTooMany(middle, latency.total, tail)) many = middle;
    else few = middle;
  }
  return highestEdge(latency, many);
}
