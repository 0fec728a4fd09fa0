import type { Gate } from '../../src/core/gate/gate.ts';
import { parseGate } from '../../src/core/gate/grammar.ts';
import { isGateProblem } from '../../src/core/gate/problem.ts';
import { startJudge, takeBlock } from '../../src/core/verdict/judge.ts';
import type { JudgePlan } from '../../src/core/verdict/judge-plan.ts';
import { standingsOf } from '../../src/core/verdict/standing.ts';
import type { Ending } from './ending.ts';
import { Random } from './random.ts';
import { type Scenario, STAGE_SECONDS } from './scenarios.ts';
import { secondOf, stableBefore } from './traffic.ts';

/** The false-rollback budget of one comparison: the seed's plan, two gates in two stages, 5 % over four comparisons. */
export const COMPARISON_BUDGET = 0.0125;

/** The plan of a stage with one gate. */
export const planOf = (gate: string): JudgePlan => ({
  gates: [gateOf(gate)],
  triggers: [],
  seconds: STAGE_SECONDS,
  triggerSeconds: STAGE_SECONDS,
  intervalSeconds: 1,
  hasBaseline: true,
  settings: { falsePass: 0.05, relative: true, relativeRatio: 1.5, extend: 3, comparisonBudget: COMPARISON_BUDGET },
});

function gateOf(text: string): Gate {
  const gate = parseGate(text, { baselineAllowed: true });
  if (isGateProblem(gate)) throw new Error(gate.message);
  return gate;
}

/** One stage before this judge, with its extension: the core's own code, fed block by block. */
export function judgedStage({ gate, traffic }: Scenario, seed: number): Ending {
  const random = new Random(seed);
  const plan = planOf(gate);
  const { burst, latency } = stableBefore(traffic, random);
  const state = startJudge(plan, burst, latency);
  let heldAfter: number | null = null;
  for (let second = 1; ; second += 1) {
    takeBlock(state, plan, secondOf(traffic, random, second));
    const { stage } = standingsOf(state, plan);
    const exposed = state.candidate.requests;
    if (stage.state === 'hold' && stage.reason === 'evidence') heldAfter ??= exposed;
    if (stage.state === 'pass' || stage.state === 'fail' || stage.state === 'ambiguous') {
      const held = heldAfter !== null;
      if (stage.state === 'fail') heldAfter ??= exposed;
      return { verdict: stage.state, reason: stage.reason, exposed, seconds: second, heldAfter, held };
    }
  }
}
