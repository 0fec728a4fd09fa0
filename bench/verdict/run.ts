import type { Gate } from '../../src/core/gate/gate.ts';
import { parseGate } from '../../src/core/gate/grammar.ts';
import { isGateProblem } from '../../src/core/gate/problem.ts';
import { judgeBlock, startJudge } from '../../src/core/verdict/judge.ts';
import type { JudgePlan } from '../../src/core/verdict/judge-plan.ts';
import { standingsOf } from '../../src/core/verdict/standing.ts';
import { Random } from './random.ts';
import { hourBefore, secondOf, type Traffic } from './traffic.ts';

/** How one simulated stage ended. */
export interface Ending {
  readonly verdict: 'pass' | 'fail' | 'ambiguous';
  /** Candidate requests until then. */
  readonly exposed: number;
  readonly seconds: number;
}

/** The planned duration of the simulated stage. */
export const STAGE_SECONDS = 600;

const LIMIT = 0.01;

/** The seed's plan, two gates in two stages: 5 % over four comparisons. */
const plan: JudgePlan = {
  gates: [gateOf(`error_rate < ${LIMIT * 100}%`)],
  triggers: [],
  seconds: STAGE_SECONDS,
  triggerSeconds: STAGE_SECONDS,
  intervalSeconds: 1,
  hasBaseline: true,
  settings: { falsePass: 0.05, relative: true, relativeRatio: 1.5, extend: 3, comparisonBudget: 0.0125 },
};

function gateOf(text: string): Gate {
  const gate = parseGate(text, { baselineAllowed: true });
  if (isGateProblem(gate)) throw new Error(gate.message);
  return gate;
}

/** One stage before this judge, with its extension. */
export function judgedStage(traffic: Traffic, seed: number): Ending {
  const random = new Random(seed);
  let state = startJudge(plan, hourBefore(traffic, random));
  for (let second = 1; ; second += 1) {
    state = judgeBlock(state, plan, secondOf(traffic, random, second));
    const { stage } = standingsOf(state, plan);
    if (stage.state === 'pass' || stage.state === 'fail' || stage.state === 'ambiguous') {
      return { verdict: stage.state, exposed: state.candidate.requests, seconds: second };
    }
  }
}

/** The same stage before the point rule: rolled back when any minute's share is over the limit, else promoted. */
export function naiveStage(traffic: Traffic, seed: number): Ending {
  const random = new Random(seed);
  let exposed = 0;
  let minute = { requests: 0, errors: 0 };
  for (let second = 1; second <= STAGE_SECONDS; second += 1) {
    const { candidate } = secondOf(traffic, random, second);
    if (candidate.kind === 'absent') continue;
    exposed += candidate.requests;
    minute = { requests: minute.requests + candidate.requests, errors: minute.errors + candidate.errors };
    if (second % 60 !== 0) continue;
    if (minute.errors > LIMIT * minute.requests) return { verdict: 'fail', exposed, seconds: second };
    minute = { requests: 0, errors: 0 };
  }
  return { verdict: 'pass', exposed, seconds: STAGE_SECONDS };
}
