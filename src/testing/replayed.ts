import { parseGate, parseTrigger } from '../core/gate/grammar.ts';
import { isGateProblem } from '../core/gate/problem.ts';
import { readRecord } from '../core/verdict/intake/read-record.ts';
import {
  type Change,
  endReplay,
  type Final,
  type ReplayedStage,
  type ReplayState,
  replayRecord,
  startReplay,
} from '../core/verdict/replay/replay.ts';

/** A stage for replays: ten minutes at 5 %, one gate on the error rate, unless said otherwise. */
export function aStage({
  gates = ['error_rate < 1%'],
  triggers = [],
  seconds = 600,
  weightShare = 0.05,
  intervalSeconds = 1,
  hasBaseline = true,
}: {
  readonly gates?: readonly string[];
  readonly triggers?: readonly string[];
  readonly seconds?: number;
  readonly weightShare?: number | null;
  readonly intervalSeconds?: number;
  readonly hasBaseline?: boolean;
} = {}): ReplayedStage {
  const settings = { falsePass: 0.05, relative: true, relativeRatio: 1.5, extend: 3, comparisonBudget: 0.0125 };
  const plan = {
    gates: gates.map((text) => read(parseGate(text, { baselineAllowed: hasBaseline }))),
    triggers: triggers.map((text) => read(parseTrigger(text))),
    ...{ seconds, triggerSeconds: 3 * seconds, intervalSeconds, hasBaseline, settings },
  };
  return { plan, weightShare };
}

function read<T>(parsed: T): Exclude<T, { kind: 'gate-problem' }> {
  if (isGateProblem(parsed)) throw new Error(parsed.message);
  return parsed as Exclude<T, { kind: 'gate-problem' }>;
}

/** What a replay of some lines came to, with the state before its last block closed. */
export interface Replayed {
  readonly changes: readonly Change[];
  readonly final: Final;
  readonly state: ReplayState;
}

/** Plays lines, as objects, against a stage. */
export function replayed(lines: Iterable<object>, stage: ReplayedStage = aStage()): Replayed {
  const state = startReplay(stage);
  const changes: Change[] = [];
  for (const line of lines) {
    const got = readRecord(line);
    if ('problem' in got) throw new Error(got.problem.message);
    changes.push(...replayRecord(state, stage, got.record));
  }
  const ended = endReplay(state, stage);
  return { changes: [...changes, ...ended.changes], final: ended.final, state };
}

/** How a gate stood over time: `56 fail/relative`. */
export const standings = ({ changes }: Pick<Replayed, 'changes'>, gate?: string): readonly string[] =>
  changes
    .filter((change) => gate === undefined || change.gate.gate === gate)
    .map(({ t, gate: { state, reason } }) => `${t} ${state}/${reason}`);
