import type { Baking, Deployment, RollingOut } from '../core/deployment/state.ts';
import { weightShareOf } from '../core/deployment/traffic.ts';
import { between, type Instant } from '../core/kernel/instant.ts';
import { isAskable } from '../core/strategy/steps.ts';
import type { Track } from '../core/unit/environment.ts';
import { type Block, blockOf, silentBlock } from '../core/verdict/block.ts';
import type { Judging, JudgingRecord, StableBefore } from '../core/verdict/judging.ts';
import { type Absence, type Measurement, NO_VALUES, type TrackRatios } from '../core/verdict/measurement.ts';
import type { DriverError } from '../ports/driver-error.ts';
import { SourceTimeout } from '../ports/metric-source.ts';
import type { Outcome } from './reading.ts';

/** The states in which measurements are taken. */
export type Watched = RollingOut | Baking;

/** Whether a deployment is measured now. */
export const isWatched = (deployment: Deployment): deployment is Watched =>
  deployment.phase === 'baking' ||
  (deployment.phase === 'rolling-out' && isAskable(deployment.plan.strategy, deployment.stage.index, deployment.step));

/** The split of traffic is only expected to show this long after the router confirmed it, in milliseconds. */
const SETTLED_AFTER = 5_000;
/** What a look brings of a time longer ago than its interval and this, in seconds, was missed: evidence, but no time served. */
const ON_TIME = 2;
/** No source is asked less often, in seconds. */
const LONGEST_INTERVAL = 60;
/** Rows are closed at whole seconds, our looks come between them: so much may be ahead. */
const SLACK = 1;

/** What must be recorded before the next measurement: a new stage, or a person's *extend*. */
export function stageRecords(
  deployment: Watched,
  judging: Judging | null,
  before: StableBefore | null = null,
): readonly JudgingRecord[] {
  const at = judgedStage(deployment, judging);
  if (at === null) return [];
  if (judging === null && before !== null) return [{ type: 'JudgingBegan', at, before }];
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

/** What is known at the moment in which blocks are closed. */
export interface Closing {
  readonly deployment: Watched;
  readonly now: Instant;
  /** Seconds since the end of the last block, by our own clock: no more of a stage can have been served. */
  readonly elapsed: number;
  /** How often the source is asked, in seconds. */
  readonly interval: number;
}

/** What one look at the source says since the last: blocks in order, each with the cursor to go on from. Nothing came: undefined. */
export function blockRecords(
  outcome: Outcome | undefined,
  { deployment, now, elapsed, interval }: Closing,
): readonly BlockClosed[] {
  const share = expectedShare(deployment, now);
  if (outcome?.kind === 'problem')
    return [closed(absentBlock(outcome.problem, Math.max(1, Math.floor(elapsed)), share), null)];
  const rows = outcome?.rows ?? [];
  if (rows.length > 0) {
    const timed = timedRows(rows, elapsed, interval);
    const isConfirmed = deployment.stage.since !== null;
    return rows.map((row, index) =>
      closed(blockOf(row, { weightShare: share, untimed: !isConfirmed || index < timed }), row.cursor),
    );
  }
  // While an answer is outstanding nobody knows whether there is none.
  const isSilent = outcome !== undefined && elapsed >= interval + 1;
  return isSilent ? [closed(silentBlock(Math.floor(elapsed), share), null)] : [];
}

/** A block with the position after it. */
export type BlockClosed = Extract<JudgingRecord, { type: 'BlockClosed' }>;

const closed = (block: Block, cursor: string | null): BlockClosed => ({ type: 'BlockClosed', block, cursor });

/** From which row on time counts: what came late is evidence, but nobody looked at it while it was served. */
function timedRows(rows: readonly Measurement[], elapsed: number, interval: number): number {
  const newest = rows.at(-1)?.covers ?? 0;
  const onTime = Math.max(interval + ON_TIME, Math.min(newest, LONGEST_INTERVAL));
  let left = Math.min(elapsed + SLACK, onTime);
  let first = rows.length;
  while (first > 0) {
    left -= rows[first - 1]?.covers ?? 0;
    if (left < 0) break;
    first -= 1;
  }
  return first;
}

/** How much of the stage's time these blocks are, in seconds. */
export const servedIn = (blocks: readonly BlockClosed[]): number =>
  blocks.reduce((sum, { block }) => sum + (block.untimed ? 0 : block.seconds), 0);

/** The blocks with what other sources said of the same time: values and declared ratios go to the newest. */
export function withMore(
  blocks: readonly BlockClosed[],
  more: readonly Pick<Measurement, 'values' | 'ratios'>[],
): readonly BlockClosed[] {
  const last = blocks.at(-1);
  if (last === undefined || more.length === 0) return blocks;
  const block = more.reduce<Block>(withOne, last.block);
  return [...blocks.slice(0, -1), { ...last, block }];
}

const withOne = (block: Block, { values, ratios }: Pick<Measurement, 'values' | 'ratios'>): Block => ({
  ...block,
  values: {
    stable: { ...block.values.stable, ...values.stable },
    candidate: { ...block.values.candidate, ...values.candidate },
  },
  ...(ratios === undefined ? {} : { ratios: sumOfRatios(block.ratios, ratios) }),
});

function sumOfRatios(known: TrackRatios = { stable: {}, candidate: {} }, added: TrackRatios): TrackRatios {
  const sum = (track: Track): TrackRatios[Track] => {
    const all = { ...known[track] };
    for (const [name, { of, events }] of Object.entries(added[track])) {
      const before = all[name] ?? { of: 0, events: 0 };
      all[name] = { of: before.of + of, events: before.events + events };
    }
    return all;
  };
  return { stable: sum('stable'), candidate: sum('candidate') };
}

function absentBlock(problem: DriverError, seconds: number, weightShare: number | null): Block {
  const absent = { kind: 'absent', why: absenceBy(problem), routed: null } as const;
  return { seconds, untimed: false, weightShare, values: NO_VALUES, stable: absent, candidate: absent };
}

/** Why a source that failed has no data. */
export const absenceBy = (problem: DriverError): Absence => (problem instanceof SourceTimeout ? 'timeout' : 'error');

function expectedShare(deployment: Watched, now: Instant): number | null {
  const { since } = deployment.stage;
  return since !== null && between(since, now) >= SETTLED_AFTER ? weightShareOf(deployment.traffic) : null;
}
