import { type Gains, gainsOf, type Side } from './likelihood.ts';

/** More limits than this at once do not come from any plan. */
const MOST = 256;
const known: Readonly<Record<Side, Map<number, Gains>>> = { up: new Map(), down: new Map() };

/** The gains of a side against a limit that many blocks are held against: found once, for they follow from the limit alone. */
export function knownGains(side: Side, limit: number): Gains {
  const before = known[side].get(limit);
  if (before !== undefined) return before;
  const gains = gainsOf(side, limit);
  if (known[side].size >= MOST) known[side].clear();
  known[side].set(limit, gains);
  return gains;
}
