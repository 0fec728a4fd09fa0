import { type ComparisonState, copyComparison } from './comparison.ts';
import type { Delivery } from './delivery.ts';
import { copyLatencies, type Latencies } from './latency/latencies.ts';
import type { Burst } from './ledger/tempering.ts';
import { copyMinute } from './minute.ts';
import type { Pace } from './pace.ts';
import type { Recent } from './recent.ts';
import { copySplit, type Split } from './split.ts';
import type { Totals } from './totals.ts';

/**
 * All that the judge remembers: plain JSON, the fold of the blocks in their order. It belongs to whoever started it, and is
 * changed in place by each block (`takeBlock`); everybody else makes a copy (`judgeBlock`).
 */
export interface JudgeState {
  readonly version: 'judge/1';
  /** Judged seconds since the stage began; gaps do not count. */
  seconds: number;
  /** The judged second at which the stage ends undecided: its duration with the extension and what a person gave. */
  readonly until: number;
  /** Seconds since the first candidate request; null before it. */
  triggerSeconds: number | null;
  /** Since the stage began. */
  readonly candidate: Totals;
  readonly stable: Totals;
  /** The stable track since the deployment began. */
  readonly baseline: Totals;
  readonly gates: readonly ComparisonState[][];
  readonly triggers: ComparisonState[];
  /** Replaced and never changed. */
  delivery: Readonly<Record<'stable' | 'candidate', Delivery>>;
  noTraffic: boolean;
  readonly recent: Recent;
  readonly pace: Pace;
  readonly burst: Burst;
  split: Split | null;
  /** Kept where a latency is judged; null elsewhere. */
  readonly latencies: Latencies | null;
}

/** The same judge for another to change. */
export const copyJudge = (state: JudgeState): JudgeState => ({
  ...state,
  candidate: { ...state.candidate },
  stable: { ...state.stable },
  baseline: { ...state.baseline },
  gates: state.gates.map((gate) => gate.map(copyComparison)),
  triggers: state.triggers.map(copyComparison),
  recent: copyMinute(state.recent),
  pace: state.pace.map((minute) => ({ ...minute })),
  burst: { ...state.burst },
  split: state.split === null ? null : copySplit(state.split),
  latencies: state.latencies === null ? null : copyLatencies(state.latencies),
});
