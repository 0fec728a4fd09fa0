import type { Block, TrackBlock } from '../block.ts';
import { THROUGHPUT } from '../declared.ts';
import type { ScalarRule } from '../rule.ts';
import { type Outcome, outcomeOf, scalarLimit } from './scalar-claim.ts';
import type { ScalarState } from './scalar-state.ts';

/** A value may come so much before it is due: sources are not punctual. */
const PUNCTUAL = 0.9;
/** Passing asks for this many good values at the end. */
const NEWEST = 3;

/** The value of a track that a block brings, made of what was counted since the last; null when it brings none. */
interface Taken {
  readonly candidate: number | null;
  readonly stable: number | null;
}

/** A value after one closed block. A heuristic without an error bound: good and bad are counted, nothing is proven. */
export function judgeScalar(before: ScalarState, { claim }: ScalarRule, block: Block): ScalarState {
  const { metric } = claim;
  const waited: ScalarState = {
    ...before,
    seconds: before.seconds + (block.untimed ? 0 : block.seconds),
    wait: before.wait + block.seconds,
    span: before.run > 0 ? before.span + block.seconds : 0,
    candidateRequests: added(before.candidateRequests, block.candidate),
    stableRequests: added(before.stableRequests, block.stable),
    stable: before.stable === null ? null : { ...before.stable, age: before.stable.age + block.seconds },
  };
  const taken =
    metric.name === THROUGHPUT.name
      ? throughput(waited, block, metric.intervalSeconds)
      : given(waited, claim.metric, block);
  const stable = taken.stable === null ? waited.stable : { value: taken.stable, age: 0 };
  const state = stable === waited.stable ? waited : { ...waited, stable };
  const isDue = before.present === 0 || waited.wait >= PUNCTUAL * metric.intervalSeconds;
  if (taken.candidate === null || !isDue) return state;
  const known = stable !== null && stable.age <= metric.intervalSeconds ? stable.value : null;
  const limit = scalarLimit(claim, known);
  return limit === null ? state : withValue(state, claim, taken.candidate, outcomeOf(claim, taken.candidate, limit));
}

function withValue(state: ScalarState, { metric }: ScalarRule['claim'], value: number, outcome: Outcome): ScalarState {
  const isBad = outcome === 'bad';
  const run = isBad ? state.run + 1 : outcome === 'good' ? 0 : state.run;
  // What is near the limit neither lengthens a run nor ends it.
  const span = run === 0 || (isBad && run === 1) ? 0 : state.span;
  const isOver = isBad && run >= metric.failAfter && span >= metric.windowSeconds;
  return {
    ...state,
    value,
    run,
    span,
    wait: 0,
    candidateRequests: 0,
    stableRequests: 0,
    present: state.present + 1,
    good: state.good + (outcome === 'good' ? 1 : 0),
    newest: [...state.newest, outcome].slice(-NEWEST),
    failed: state.failed ?? (isOver ? 'consecutive' : null),
    lifted: state.lifted && outcome !== 'good',
  };
}

const added = (before: number | null, track: TrackBlock): number | null =>
  before === null || track.kind === 'absent' ? null : before + track.requests;

/** Requests a second of both tracks, when an interval is over. */
function throughput(state: ScalarState, block: Block, intervalSeconds: number): Taken {
  const told = block.values.candidate[THROUGHPUT.name];
  if (told !== undefined) return { candidate: finite(told), stable: finite(block.values.stable[THROUGHPUT.name]) };
  if (state.wait < intervalSeconds) return { candidate: null, stable: null };
  const rate = (requests: number | null): number | null => (requests === null ? null : requests / state.wait);
  return { candidate: rate(state.candidateRequests), stable: rate(state.stableRequests) };
}

/** The values that the source gave, by request where they grow with the requests. */
function given(state: ScalarState, metric: ScalarRule['claim']['metric'], { values }: Block): Taken {
  const share = (value: number | undefined, requests: number | null): number | null => {
    if (!metric.perRequest) return finite(value);
    return value === undefined || requests === null || requests === 0 ? null : finite((value * state.wait) / requests);
  };
  return {
    candidate: share(values.candidate[metric.name], state.candidateRequests),
    stable: share(values.stable[metric.name], state.stableRequests),
  };
}

/** Numbers this large are no measurement, and sums and products of them would leave what a double holds. */
const LARGEST = 1e100;

const finite = (value: number | undefined): number | null =>
  value !== undefined && Math.abs(value) <= LARGEST ? value : null;
