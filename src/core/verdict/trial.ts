import type { Gate } from '../gate/gate.ts';
import type { Plan } from '../plan/plan.ts';
import { assess } from './assess.ts';
import { blockOf, silentBlock } from './block.ts';
import { startJudge, takeBlock } from './judge.ts';
import type { JudgePlan } from './judge-plan.ts';
import { evolveJudging, type Judging, type JudgingRecord } from './judging.ts';
import type { Measurement } from './measurement.ts';
import type { GateVerdict } from './verdict.ts';

/** A gate tried on measurements: how it would stand, and how many seconds of them there were. */
export interface Tried {
  readonly verdict: GateVerdict;
  readonly seconds: number;
}

/** How a gate would stand now if it were the only one of a deployment under way; null before its first stage was measured. */
export function triedOnDeployment(plan: Plan, gate: Gate, records: readonly JudgingRecord[]): Tried | null {
  const stages = plan.strategy.stages.map((stage) => ({ ...stage, gates: [gate] }));
  const tried = {
    ...plan,
    triggers: [],
    strategy: { ...plan.strategy, stages },
    bake: { ...plan.bake, gates: [gate] },
  };
  const judging = records.reduce<Judging | null>((before, record) => evolveJudging(tried, before, record), null);
  if (judging === null || judging.judge.seconds === 0) return null;
  const [verdict] = assess(judging.judge, judging.plan).gates;
  return verdict === undefined ? null : { verdict, seconds: judging.judge.seconds };
}

/**
 * How a gate with a fixed limit would stand if the stable track were the candidate: the stage is as long as what was
 * measured, so that it is said what these measurements prove. Null where none counted anything.
 */
export function triedOnStable(like: JudgePlan, gate: Gate, measurements: readonly Measurement[]): Tried | null {
  const seconds = measurements.reduce((sum, { covers }) => sum + covers, 0);
  if (seconds === 0) return null;
  const plan: JudgePlan = {
    ...like,
    gates: [gate],
    triggers: [],
    seconds,
    triggerSeconds: seconds,
    hasBaseline: false,
  };
  const { stable } = silentBlock(1, null);
  const judge = startJudge(plan);
  for (const measurement of measurements) {
    const block = blockOf(measurement, { weightShare: null });
    const { values, ratios } = block;
    const turned = {
      ...block,
      stable,
      candidate: block.stable,
      values: { stable: {}, candidate: values.stable },
      ...(ratios === undefined ? {} : { ratios: { stable: {}, candidate: ratios.stable } }),
    };
    takeBlock(judge, plan, turned);
  }
  const [verdict] = assess(judge, plan).gates;
  return verdict === undefined ? null : { verdict, seconds };
}
