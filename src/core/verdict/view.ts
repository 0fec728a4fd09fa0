import type { Block } from './block.ts';
import type { LatencyView } from './latency/latencies.ts';
import type { Lately } from './recent.ts';
import type { Totals } from './totals.ts';

/** What a comparison is judged on when a block closes. */
export interface View {
  readonly block: Block;
  /** Judged seconds before this block, on the comparison's own clock. */
  readonly elapsed: number;
  readonly tempering: number;
  /** The stable track's last minute and ten seconds, this block included. */
  readonly lately: Lately;
  /** The candidate since the stage began, this block included. */
  readonly candidate: Totals;
  /** The stable track since the deployment began, this block not included. */
  readonly baseline: Totals;
  readonly latency: LatencyView;
}
