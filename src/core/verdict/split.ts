import type { Block } from './block.ts';
import { type Latch, latched } from './latch.ts';
import { knownGains } from './ledger/known-gains.ts';
import { areBelow, type Logs, logMean, openLogs, weigh } from './ledger/likelihood.ts';
import { countsOf } from './recent.ts';

/** The check that the candidate gets the share of requests that the router was set to: neither starved nor flooded. */
export interface Split {
  readonly weightShare: number;
  /** Seconds since the router confirmed this weight. */
  since: number;
  readonly up: number[];
  readonly down: number[];
  requests: number;
  candidate: number;
  hold: Latch;
}

/** Requests under way when the weight changes still follow the old one. */
const SETTLE_SECONDS = 5;
const HOLD_AT = 1_000;
const TOO_MANY = 1.25;
const TOO_FEW = 0.8;

/** The split check after a block, changed in place while the weight stays; null while there is no weight between none and all to check. */
export function judgeSplit(before: Split | null, block: Block, tempering: number): Split | null {
  const { weightShare } = block;
  if (weightShare === null) return before;
  if (weightShare === 0 || weightShare === 1) return null;
  const split = before?.weightShare === weightShare ? before : openSplit(weightShare);
  const candidate = countsOf(block.candidate).requests;
  const requests = candidate + countsOf(block.stable).requests;
  const known = block.candidate.kind === 'counts' && block.stable.kind === 'counts';
  const settled = split.since >= SETTLE_SECONDS;
  split.since += block.seconds;
  if (!settled || !known) return split;
  const counts = { requests, events: candidate };
  const tooMany = TOO_MANY * weightShare;
  if (tooMany < 1) weigh(split.up, knownGains('up', tooMany), counts, tempering);
  weigh(split.down, knownGains('down', TOO_FEW * weightShare), counts, tempering);
  split.requests += requests;
  split.candidate += candidate;
  split.hold = holdAfter(split.hold, split.up, split.down);
  return split;
}

/** The same check for another to change. */
export const copySplit = (split: Split): Split => ({ ...split, up: split.up.slice(), down: split.down.slice() });

/** Not one alternative has half of what would hold: then the mean of them needs no exponentials. */
const FAR_BELOW = Math.log(HOLD_AT / 2);

function holdAfter(before: Latch, up: Logs, down: Logs): Latch {
  if (before === 'open' && areBelow(up, FAR_BELOW) && areBelow(down, FAR_BELOW)) return 'open';
  // Whether either is large: the mean of both, without leaving what a double holds.
  const e = (Math.exp(Math.min(logMean(up), 200)) + Math.exp(Math.min(logMean(down), 200))) / 2;
  return latched(before, e, HOLD_AT);
}

const openSplit = (weightShare: number): Split => ({
  weightShare,
  since: 0,
  up: openLogs('up'),
  down: openLogs('down'),
  requests: 0,
  candidate: 0,
  hold: 'open',
});
