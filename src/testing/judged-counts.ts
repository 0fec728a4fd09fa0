import type { Gate, Trigger } from '../core/gate/gate.ts';
import { parseGate, parseTrigger } from '../core/gate/grammar.ts';
import { isGateProblem } from '../core/gate/problem.ts';
import { type Assessment, assess } from '../core/verdict/assess.ts';
import type { Block } from '../core/verdict/block.ts';
import type { SequentialState } from '../core/verdict/comparison.ts';
import { judgeBlock, startJudge } from '../core/verdict/judge.ts';
import type { JudgePlan } from '../core/verdict/judge-plan.ts';
import type { JudgeState } from '../core/verdict/judge-state.ts';
import { addBurst, CALM } from '../core/verdict/ledger/tempering.ts';

export function aGate(text: string): Gate {
  const gate = parseGate(text, { baselineAllowed: true });
  if (isGateProblem(gate)) throw new Error(gate.message);
  return gate;
}

export function aTrigger(text: string): Trigger {
  const trigger = parseTrigger(text);
  if (isGateProblem(trigger)) throw new Error(trigger.message);
  return trigger;
}

export const settings = { falsePass: 0.05, relative: true, relativeRatio: 1.5, extend: 3, comparisonBudget: 0.0125 };

export const aPlan = (changes: Partial<JudgePlan> & { gate?: string; trigger?: string } = {}): JudgePlan => ({
  gates: changes.trigger === undefined || changes.gate !== undefined ? [aGate(changes.gate ?? 'error_rate < 1%')] : [],
  triggers: changes.trigger === undefined ? [] : [aTrigger(changes.trigger)],
  seconds: 600,
  triggerSeconds: 3_000,
  intervalSeconds: 1,
  hasBaseline: true,
  settings,
  ...changes,
});

/** Ten minutes of a calm stable track: nothing is tempered. */
export const calm = Array.from({ length: 600 }).reduce<typeof CALM>((burst, _, second) => {
  return addBurst(burst, 1, second % 30 === 0 ? 1 : 0);
}, CALM);

export type Numbers = readonly [requests: number, errors: number] | 'absent';

export const track = (numbers: Numbers): Block['stable'] =>
  numbers === 'absent'
    ? { kind: 'absent', why: 'timeout', routed: null }
    : { kind: 'counts', requests: numbers[0], errors: numbers[1], fresh: true, routed: numbers[0], latency: null };

export const second = (candidate: Numbers, stable: Numbers = [950, 1], changes: Partial<Block> = {}): Block => ({
  seconds: 1,
  untimed: false,
  weightShare: null,
  values: { stable: {}, candidate: {} },
  candidate: track(candidate),
  stable: track(stable),
  ...changes,
});

/** The judge after so many seconds of the same block, or of what a function gives. */
export function judged(
  count: number,
  plan: JudgePlan,
  block: Block | ((at: number) => Block),
  from = startJudge(plan, calm),
) {
  let state = from;
  for (let at = 1; at <= count; at += 1)
    state = judgeBlock(state, plan, typeof block === 'function' ? block(at) : block);
  return state;
}

export const say = (state: JudgeState, plan: JudgePlan): string => {
  const { state: verdict, reason } = assess(state, plan);
  return `${verdict}/${reason}`;
};

export const firstOf = (assessment: Assessment) => {
  const [gate] = assessment.gates;
  if (gate === undefined) throw new Error('no gate');
  return gate;
};

/** The ledgers of the first comparison of the first gate. */
export const ledgersOf = ({ gates }: JudgeState): SequentialState => {
  const first = gates[0]?.[0];
  if (first?.kind !== 'sequential') throw new Error('no ledgers');
  return first;
};

export const clean = second([50, 0]);
