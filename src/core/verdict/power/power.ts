import { comparisonsOf } from '../../gate/comparisons.ts';
import type { Comparison, Condition, Gate } from '../../gate/gate.ts';
import { comparisonText } from '../../gate/text.ts';
import { ratioOf } from '../../kernel/weight.ts';
import type { JudgeSettings } from '../../plan/plan.ts';
import type { Stage } from '../../strategy/strategy.ts';
import { chanceOf } from './chance.ts';
import { type Proof, trialsNeeded } from './proof.ts';
import { proofOf } from './proof-of.ts';
import type { StableRecord } from './stable-record.ts';
import { temperingAhead, temperingOver } from './tempering-ahead.ts';

/** Whether a gate can be proven in its stage by a candidate like stable. */
export interface GatePower {
  /** The gate's text as written. */
  readonly gate: string;
  /** `enough`: by the planned end; `extends`: by the end of the extension; `too-few`: not even then; `unknown`: nothing is counted that tells. */
  readonly state: 'enough' | 'extends' | 'too-few' | 'unknown';
  /** Candidate requests that the stage brings by its planned end. */
  readonly expected: number;
  /** Those of earlier stages with the same gate: what they proved is carried over. */
  readonly carried: number;
  /** Candidate requests that a proof needs; null when none would do. */
  readonly needed: number | null;
  /** The minutes until then, from the stage's start. */
  readonly minutes: number | null;
  /** The chance to pass when healthy: at the planned end, and until the end of the extension. */
  readonly chance: number | null;
  readonly chanceExtended: number | null;
}

/** The parts of a plan that say whether its gates can pass. */
export interface Rollout {
  readonly stages: readonly Stage[];
  readonly settings: Pick<JudgeSettings, 'falsePass' | 'extend'>;
}

/** Of joined comparisons, `and` needs the hardest and `or` the easiest. */
export function gatePower(rollout: Rollout, at: number, gate: Gate, stable: StableRecord): GatePower {
  return {
    ...joined(gate.condition, (comparison) => comparisonPower(rollout, at, comparison, stable)),
    gate: gate.text,
  };
}

function joined(condition: Condition, powerOf: (comparison: Comparison) => GatePower): GatePower {
  if (condition.kind === 'compare') return powerOf(condition);
  const [first, ...others] = condition.of.map((side) => joined(side, powerOf));
  if (first === undefined) throw new RangeError('a joined condition without sides was let in');
  const harder = (one: GatePower, other: GatePower): boolean =>
    (one.chanceExtended ?? 1) < (other.chanceExtended ?? 1) || (one.needed ?? Infinity) > (other.needed ?? Infinity);
  return others.reduce((kept, side) => (harder(side, kept) === (condition.kind === 'and') ? side : kept), first);
}

interface Before {
  readonly seconds: number;
  readonly requests: number;
}

/** What earlier stages with the same comparison will have brought. */
function broughtBefore(rollout: Rollout, at: number, name: string, rate: number): Before {
  const isSame = (stage: Stage): boolean =>
    stage.gates.some((gate) => comparisonsOf(gate.condition).some((each) => comparisonText(each) === name));
  let [seconds, requests] = [0, 0];
  for (let index = at - 1; index >= 0; index -= 1) {
    const stage = rollout.stages[index];
    if (stage === undefined || stage.duration === null || !isSame(stage)) break;
    seconds += stage.duration / 1_000;
    requests += rate * ratioOf(stage.weight) * (stage.duration / 1_000);
  }
  return { seconds, requests };
}

function comparisonPower(rollout: Rollout, at: number, comparison: Comparison, stable: StableRecord): GatePower {
  const stage = rollout.stages[at];
  if (stage === undefined || stage.duration === null) throw new RangeError(`stage ${at} is not judged by the clock`);
  const { settings } = rollout;
  const rate = stable.arrivals / stable.seconds;
  const share = ratioOf(stage.weight);
  const seconds = stage.duration / 1_000;
  const expected = rate * share * seconds;
  const isRatio = comparison.limit.kind === 'baseline' && comparison.metric.endsWith('_rate');
  // Ledgers of whose errors there are change their limit with the weight: what a stage before proved is left out.
  const before = isRatio ? { seconds: 0, requests: 0 } : broughtBefore(rollout, at, comparisonText(comparison), rate);
  const failing = stable.errors / stable.requests;
  const ahead = temperingAhead(stable.burst, failing * rate * (1 - share));
  const judged = before.seconds + seconds;
  const proof = proofOf(comparison, {
    stable,
    share,
    falsePass: settings.falsePass,
    besides: rate * (1 - share) * (judged / 2),
    tempering: temperingOver(ahead, judged),
  });
  const known = {
    gate: comparisonText(comparison),
    expected: Math.floor(expected),
    carried: Math.floor(before.requests),
  };
  if (proof === null) {
    return { ...known, state: 'unknown', needed: null, minutes: null, chance: null, chanceExtended: null };
  }
  const pace = rate * share;
  const temperingAfter = (trials: number): number => {
    const late = Math.max(0, trials / proof.perRequest - before.requests) / pace;
    return temperingOver(ahead, before.seconds + late);
  };
  const needed = requestsNeeded(proof, temperingAfter);
  const chance = chanceOf(proof, {
    planned: proof.perRequest * (before.requests + expected),
    extended: proof.perRequest * (before.requests + settings.extend * expected),
    temperingAfter,
  });
  return {
    ...known,
    state: stateOf(needed, before.requests, expected, settings.extend),
    needed,
    minutes: needed === null ? null : Math.max(0, needed - before.requests) / pace / 60,
    chance: chance.planned,
    chanceExtended: chance.extended,
  };
}

function requestsNeeded(proof: Proof, temperingAfter: (trials: number) => number): number | null {
  const trials = trialsNeeded(proof, temperingAfter);
  return trials === null ? null : Math.ceil(trials / proof.perRequest);
}

function stateOf(needed: number | null, carried: number, expected: number, extend: number): GatePower['state'] {
  if (needed === null || needed > carried + extend * expected) return 'too-few';
  return needed <= carried + expected ? 'enough' : 'extends';
}
