import { assess } from '../assess.ts';
import { type ClosedBlock, finishIntake, takeRecord } from '../intake/intake.ts';
import { type IntakeState, startIntake } from '../intake/intake-state.ts';
import type { IntakeRecord } from '../intake/record.ts';
import { holdForClockJump, startJudge, takeBlock } from '../judge.ts';
import type { JudgePlan } from '../judge-plan.ts';
import type { JudgeState } from '../judge-state.ts';
import { type Standing, standingsOf } from '../standing.ts';
import type { GateVerdict, ReasonCode } from '../verdict.ts';

/** The stage that is played: how it is judged, and the candidate's share of traffic that the router was set to. */
export interface ReplayedStage {
  readonly plan: JudgePlan;
  readonly weightShare: number | null;
}

/** A gate that stands otherwise than before, when its block ended. */
export interface Change {
  readonly t: number;
  readonly gate: GateVerdict;
}

/** How the stage ended. */
export interface Final {
  readonly verdict: 'pass' | 'fail' | 'ambiguous';
  readonly at: number;
  readonly reason: ReasonCode;
  /** Time ran past the stage's duration. */
  readonly extended: boolean;
}

/** A stage as far as it was played: plain JSON, changed in place. */
export interface ReplayState {
  intake: IntakeState;
  judge: JudgeState;
  /** What was last said of each gate and trigger, and of the split check behind them. */
  said: string[];
  stage: Standing;
  end: number;
  over: boolean;
}

/** A stage before its first record. */
export const startReplay = ({ plan }: ReplayedStage): ReplayState => ({
  intake: startIntake(),
  judge: startJudge(plan),
  said: [],
  stage: { state: 'collecting', reason: 'insufficient' },
  end: 0,
  over: false,
});

/** Plays one record, and gives what changed by the blocks that closed. Once the stage is over, nothing changes any more. */
export function replayRecord(state: ReplayState, stage: ReplayedStage, record: IntakeRecord): readonly Change[] {
  if (state.over) return [];
  const changes = judgeAll(state, stage, takeRecord(state.intake, record, stage.weightShare));
  if (record.kind === 'restart') Object.assign(state, JSON.parse(JSON.stringify(state)));
  return changes;
}

/** Ends the replay where its clock stands. */
export function endReplay(
  state: ReplayState,
  stage: ReplayedStage,
): { readonly changes: readonly Change[]; readonly final: Final } {
  const changes = state.over ? [] : judgeAll(state, stage, finishIntake(state.intake, stage.weightShare));
  const { state: stands, reason } = state.stage;
  // What nobody could decide in the time that was recorded is not decided: neither good nor bad.
  const verdict = stands === 'pass' || stands === 'fail' ? stands : 'ambiguous';
  const extended = state.judge.seconds > stage.plan.seconds;
  return { changes, final: { verdict, at: state.end, reason, extended } };
}

function judgeAll(state: ReplayState, stage: ReplayedStage, closed: Iterable<ClosedBlock>): readonly Change[] {
  let changes: Change[] | undefined;
  for (const { end, block, jumped } of closed) {
    takeBlock(state.judge, stage.plan, block);
    if (jumped) state.judge = holdForClockJump(state.judge);
    state.end = end;
    const changed = look(state, stage, end);
    if (changed.length > 0) changes = [...(changes ?? []), ...changed];
    if (state.over) break;
  }
  return changes ?? NOTHING;
}

const NOTHING: readonly Change[] = [];

/** Looks where the stage stands. The numbers are only worked out when something changed. */
function look(state: ReplayState, { plan }: ReplayedStage, end: number): readonly Change[] {
  const { stage, gates, triggers, split } = standingsOf(state.judge, plan);
  state.stage = { state: stage.state, reason: stage.reason };
  state.over = stage.state === 'pass' || stage.state === 'fail' || stage.state === 'ambiguous';
  const before = state.said;
  const said = [...gates, ...triggers].map(sign);
  if (split !== null) said.push(sign(split));
  if (said.length === before.length && said.every((one, index) => one === before[index])) return NOTHING;
  state.said = said;
  const verdicts = assess(state.judge, plan).gates;
  const changes = said.flatMap((one, index) => {
    const gate = verdicts[index];
    return gate === undefined || one === before[index] ? [] : [{ t: end, gate }];
  });
  return before.length > said.length ? [...changes, { t: end, gate: splitClear(state.judge) }] : changes;
}

const sign = ({ state, reason }: Standing): string => `${state}/${reason}`;

/** The split check only stands among the gates while it holds; that it holds no longer must be said as well. */
const splitClear = ({ candidate }: JudgeState): GateVerdict => ({
  gate: 'split',
  kind: 'gate',
  state: 'pass',
  reason: 'trigger-clear',
  e: null,
  bounds: { low: null, high: null, observed: null, baseline: null, limit: null, unit: 'ratio' },
  ...candidate,
  needsRequests: null,
  needsMinutes: null,
  text: 'the candidate gets the share of requests that is set',
});
