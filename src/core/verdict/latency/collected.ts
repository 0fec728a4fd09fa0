import type { LatencyCounts } from '../measurement.ts';
import { addBlocks, type Distribution, hasSameBuckets } from './distribution.ts';
import { latenciesIn } from './latency-counts.ts';

/** Latencies as they come in: the newest blocks are kept as they are and counted together, for each counting copies. */
export interface Collected {
  readonly total: number;
  readonly counted: Distribution | null;
  readonly waiting: Waiting | null;
}

/** A block that waits to be counted, before it the one that came before. One more is one more link: nothing is copied. */
interface Waiting {
  readonly latency: LatencyCounts;
  readonly before: Waiting | null;
  /** How many blocks and how many buckets wait, this one included. */
  readonly blocks: number;
  readonly buckets: number;
}

export const NOTHING_COLLECTED: Collected = { total: 0, counted: null, waiting: null };

/** So many blocks, or so many buckets in them, wait to be counted at most. */
const MOST_BLOCKS = 64;
const MOST_BUCKETS = 1_536;

/**
 * The latencies with those of one more block. Where a source changed its buckets the new ones begin anew: what was counted
 * in others cannot be added to them.
 */
export function collect(before: Collected, latency: LatencyCounts | null, count: number): Collected {
  if (latency === null || count === 0) return before;
  const last = before.waiting?.latency ?? before.counted;
  if (last !== null && !hasSameBuckets(last, latency)) {
    return { total: count, counted: null, waiting: waitingAfter(null, latency) };
  }
  const total = before.total + count;
  const { waiting, counted } = before;
  return waiting !== null && (waiting.blocks >= MOST_BLOCKS || waiting.buckets >= MOST_BUCKETS)
    ? { total, counted: countedOf(before), waiting: waitingAfter(null, latency) }
    : { total, counted, waiting: waitingAfter(waiting, latency) };
}

const waitingAfter = (before: Waiting | null, latency: LatencyCounts): Waiting => ({
  latency,
  before,
  blocks: 1 + (before?.blocks ?? 0),
  buckets: latency.counts.length + (before?.buckets ?? 0),
});

/** All latencies counted; null when there are none. */
export function countedOf({ counted, waiting }: Collected): Distribution | null {
  const blocks: LatencyCounts[] = [];
  for (let each = waiting; each !== null; each = each.before) blocks.push(each.latency);
  return blocks.length === 0 ? counted : addBlocks(counted, blocks);
}

/** The same latencies with none waiting, so that what is counted for one question need not be counted for the next. */
export const settled = (all: Collected): Collected =>
  all.waiting === null ? all : { total: all.total, counted: countedOf(all), waiting: null };

/** The latencies of one record alone. */
export const collected = (latency: LatencyCounts | null): Collected =>
  collect(NOTHING_COLLECTED, latency, latenciesIn(latency));
