import type { Baking, Deployment, RollingOut } from '../core/deployment/state.ts';
import { weightShareOf } from '../core/deployment/traffic.ts';
import { between, type Instant } from '../core/kernel/instant.ts';
import { type Block, blockOf, silentBlock } from '../core/verdict/block.ts';
import type { Judging, JudgingRecord } from '../core/verdict/judging.ts';
import type { Absence, Measurement } from '../core/verdict/measurement.ts';
import { DriverError } from '../ports/driver-error.ts';
import type { MetricSource } from '../ports/metric-source.ts';

/** The states in which measurements are taken. */
export type Watched = RollingOut | Baking;

/** Whether a deployment is measured now. */
export const isWatched = (deployment: Deployment): deployment is Watched =>
  (deployment.phase === 'rolling-out' && deployment.step !== 'prepare') || deployment.phase === 'baking';

/** The split of traffic is only expected to show this long after the router confirmed it, in milliseconds. */
const SETTLED_AFTER = 5_000;
/** More rows than this at once, and the older ones were missed: evidence, but no time served. */
const ON_TIME = 3;
/** A metric source must answer within this, in milliseconds. */
export const READ_LIMIT = 5_000;

/** What must be recorded before the next measurement: a new stage, or a person's *extend*. */
export function stageRecords(deployment: Watched, judging: Judging | null): readonly JudgingRecord[] {
  const at = judgedStage(deployment, judging);
  if (at === null) return [];
  if (judging?.at !== at) return [{ type: 'JudgingBegan', at }];
  return deployment.stage.extensions > judging.extensions ? [{ type: 'JudgingExtended' }] : [];
}

// Until the router has confirmed a stage's weight the stage before is judged on: its triggers stay armed.
function judgedStage(deployment: Watched, judging: Judging | null): number | 'bake' | null {
  if (deployment.phase === 'baking') return 'bake';
  const { index, since } = deployment.stage;
  const isTimed = deployment.plan.strategy.stages[index]?.duration !== null;
  return since !== null && isTimed ? index : (judging?.at ?? null);
}

/** What one look at the source says since the last: blocks in order, each with the cursor to go on from. */
export async function blockRecords(
  source: MetricSource,
  deployment: Watched,
  judging: Judging | null,
  now: Instant,
  elapsedSeconds: number,
): Promise<readonly JudgingRecord[]> {
  const share = expectedShare(deployment, now);
  try {
    const rows = await source.read(judging?.cursor ?? null, AbortSignal.timeout(READ_LIMIT));
    if (rows.length === 0) return elapsedSeconds < 2 ? [] : [closed(silentBlock(elapsedSeconds, share), null)];
    return rows.map((row, index) =>
      closed(blockOf(row, contextOf(rows, index, share, deployment.stage.since !== null)), row.cursor),
    );
  } catch (problem) {
    if (!(problem instanceof DriverError)) throw problem;
    return [closed(absentBlock(problem, Math.max(1, elapsedSeconds), share), null)];
  }
}

const closed = (block: Block, cursor: string | null): JudgingRecord => ({ type: 'BlockClosed', block, cursor });

const contextOf = (rows: readonly Measurement[], index: number, share: number | null, isConfirmed: boolean) => ({
  weightShare: share,
  untimed: !isConfirmed || index < rows.length - ON_TIME,
});

function absentBlock(problem: DriverError, seconds: number, weightShare: number | null): Block {
  const why: Absence = /time/i.test(problem.message) ? 'timeout' : 'error';
  const absent = { kind: 'absent', why, routed: null } as const;
  return { seconds, untimed: false, weightShare, stable: absent, candidate: absent };
}

function expectedShare(deployment: Watched, now: Instant): number | null {
  const { since } = deployment.stage;
  return since !== null && between(since, now) >= SETTLED_AFTER ? weightShareOf(deployment.traffic) : null;
}
