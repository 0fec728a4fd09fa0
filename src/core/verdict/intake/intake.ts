import type { Track } from '../../unit/environment.ts';
import type { Block, TrackBlock } from '../block.ts';
import { NO_VALUES } from '../measurement.ts';
import type { Delivered, IntakeState } from './intake-state.ts';
import type { IntakeRecord } from './record.ts';
import { takeTrack, warn } from './take-track.ts';
import { addTally, emptyTallies, type Tallies, type Tally, trackBlockOf } from './tally.ts';

/** A block that closed, when, and whether the wall clock jumped in it by more than a minute. */
export interface ClosedBlock {
  /** Seconds since the stage began. */
  readonly end: number;
  readonly block: Block;
  readonly jumped: boolean;
}

/** A jump of the wall clock by more than this holds the weight, in seconds. */
const JUMP_SECONDS = 60;

/**
 * Takes one record in, and gives the blocks that closed before it, in order. Ask for all of them, or for none any more:
 * the state is right only after the last. `weightShare` is what the router was set to.
 */
export function takeRecord(
  state: IntakeState,
  record: IntakeRecord,
  weightShare: number | null,
): Iterable<ClosedBlock> {
  if (record.kind !== 'track' || record.t > state.closed + 1) return closing(state, record, weightShare);
  // Most records close nothing: they need no iterator that is made and thrown away.
  state.now = Math.max(state.now, record.t);
  takeTrack(state, record);
  return NOTHING;
}

const NOTHING: readonly ClosedBlock[] = [];

function* closing(state: IntakeState, record: IntakeRecord, weightShare: number | null): Generator<ClosedBlock, void> {
  if (record.kind === 'restart') {
    yield* comeBack(state, record.t, weightShare);
  } else if (record.t > state.now) {
    state.now = record.t;
    // The clock passes the end of blocks, and each closes then.
    while (record.t > state.closed + 1) yield* close(state, state.closed + 1, weightShare);
  }
  if (record.kind === 'track') takeTrack(state, record);
  if (record.kind === 'clock-jump') jump(state, record.seconds);
}

/** The clock ends where it is: what is open closes. */
export function* finishIntake(state: IntakeState, weightShare: number | null): Generator<ClosedBlock, void> {
  if (state.now > state.closed) yield* close(state, state.now, weightShare);
}

/** Nobody measured between the last record and this one: that time is no silence of the source, and no time served. */
function* comeBack(state: IntakeState, t: number, weightShare: number | null): Generator<ClosedBlock, void> {
  const { now } = state;
  if (t <= now) return;
  const end = state.closed + 1;
  state.now = t;
  state.away += Math.min(t, end) - now;
  if (t <= end) return;
  yield* close(state, end, weightShare);
  state.closed = Math.ceil(t) - 1;
  state.away = t - state.closed;
}

/** Evidence and durations stay. */
function jump(state: IntakeState, seconds: number): void {
  for (const known of state.known) known.pendingJump += seconds;
  if (Math.abs(seconds) > JUMP_SECONDS) state.jumped = true;
}

function* close(state: IntakeState, end: number, weightShare: number | null): Generator<ClosedBlock, void> {
  const sources = state.open;
  const { jumped } = state;
  const seconds = Math.max(0, end - state.closed - state.away);
  state.open = [];
  state.closed = Math.ceil(end);
  state.away = 0;
  state.jumped = false;
  const late = { seconds: 1, untimed: true, weightShare };
  for (let back = deepestOf(sources); back > 1; back -= 1) {
    yield { end, block: blockOf(state, joined(state, sources, back), late), jumped: false };
  }
  const tallies = joined(state, sources, 1);
  const outOfOrder = takenFromAbsent(tallies);
  if (outOfOrder !== null) yield { end, block: blockOf(state, outOfOrder, late), jumped: false };
  // Where the judge was away for all of it, only what came in since is told, and its time was not served.
  if (seconds === 0 && sources.length === 0) return;
  const length = seconds === 0 ? late : { seconds, untimed: false, weightShare };
  yield { end, block: blockOf(state, tallies, length), jumped };
}

const deepestOf = (sources: readonly Delivered[]): number => {
  let most = 1;
  for (const { rows } of sources) most = Math.max(most, rows.length);
  return most;
};

/** What the sources delivered so many rows before their last. */
function joined(state: IntakeState, sources: readonly Delivered[], back: number): Tallies {
  let all: Tallies | undefined;
  for (const { rows } of sources) {
    const tallies = rows[rows.length - back]?.tallies;
    if (tallies === undefined) continue;
    if (all === undefined) all = tallies;
    else join(state, all, tallies);
  }
  return all ?? emptyTallies();
}

function join(state: IntakeState, all: Tallies, other: Tallies): void {
  for (const track of ['stable', 'candidate'] as const) {
    if (!addTally(all[track], other[track])) warn(state, { kind: 'layout', track });
  }
}

/** Counts out of order are evidence, and no fresh measurement: beside an absence they need a block of their own. */
function takenFromAbsent(tallies: Tallies): Tallies | null {
  const isBoth = ({ absence, fresh, requests, latency }: Tally): boolean =>
    absence !== null && !fresh && (requests > 0 || latency !== null);
  if (!isBoth(tallies.stable) && !isBoth(tallies.candidate)) return null;
  const taken = emptyTallies();
  for (const track of ['stable', 'candidate'] as const) {
    if (!isBoth(tallies[track])) continue;
    const { absence } = tallies[track];
    taken[track] = { ...tallies[track], absence: null, routed: null, values: null };
    tallies[track] = {
      ...emptyTallies()[track],
      absence,
      routed: tallies[track].routed,
      values: tallies[track].values,
    };
  }
  return taken;
}

function blockOf(state: IntakeState, { stable, candidate }: Tallies, length: Length): Block {
  return {
    seconds: length.seconds,
    untimed: length.untimed,
    weightShare: length.weightShare,
    values:
      stable.values === null && candidate.values === null
        ? NO_VALUES
        : { stable: stable.values ?? {}, candidate: candidate.values ?? {} },
    stable: closeTrack(state, 'stable', stable),
    candidate: closeTrack(state, 'candidate', candidate),
  };
}

type Length = Pick<Block, 'seconds' | 'untimed' | 'weightShare'>;

function closeTrack(state: IntakeState, track: Track, tally: Tally): TrackBlock {
  const { block, excess } = trackBlockOf(tally, state.excess[track]);
  state.excess[track] = excess;
  return block;
}
