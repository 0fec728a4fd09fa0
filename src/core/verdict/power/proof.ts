import { gainsOf, logMean } from '../ledger/likelihood.ts';

/** What passing one comparison comes down to: proof that a share of events among trials lies below a limit. */
export interface Proof {
  /** The limit that is proven against. */
  readonly limit: number;
  /** The share of events among the trials of a candidate that is like stable. */
  readonly share: number;
  /** Trials that one candidate request brings: 1 where requests are counted, less where only errors are. */
  readonly perRequest: number;
  /** The e-value at which it is proven. */
  readonly passAt: number;
  /** Trials without which it does not count as proven. */
  readonly leastSeen: number;
}

const MOST = 1e12;

/** The fewest trials with which the expected events pass: n with E(n, n * share) at the threshold; null when there is no such number. */
export function trialsNeeded(proof: Proof, temperingAfter: (trials: number) => number): number | null {
  const { limit, share } = proof;
  if (share >= limit) return null;
  const { hit, miss } = gainsOf('down', limit);
  const each = hit.map((gain, index) => share * gain + (1 - share) * (miss[index] ?? 0));
  const target = Math.log(proof.passAt);
  const enough = (trials: number): boolean => {
    const tempered = trials * temperingAfter(trials);
    return logMean(each.map((gain) => tempered * gain)) >= target;
  };
  let high = 1;
  while (!enough(high)) {
    high *= 2;
    if (high > MOST) return null;
  }
  let low = high === 1 ? 0 : high / 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return Math.max(high, proof.leastSeen);
}
