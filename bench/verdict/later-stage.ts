/*
 * What becomes of a release in its second stage, after a first in which nothing was decided against it or which a person let go on:
 * the figures of decision 38. Run with: npx tsx bench/verdict/later-stage.ts [RUNS], 300 by default
 */
import { nextStage, startJudge, takeBlock } from '../../src/core/verdict/judge.ts';
import type { JudgePlan } from '../../src/core/verdict/judge-plan.ts';
import type { JudgeState } from '../../src/core/verdict/judge-state.ts';
import { standingsOf } from '../../src/core/verdict/standing.ts';
import { Random } from './random.ts';
import { STABLE, STAGE_SECONDS } from './scenarios.ts';
import { percent } from './summary.ts';
import { planOf } from './this-judge.ts';
import { secondOf, stableBefore, type Traffic } from './traffic.ts';

const RUNS = Number(process.argv[2] ?? 300);
const RATE = 100;

/** A gate, and the candidate's share of errors in the first stage and in the second. */
const STORIES = [
  ['error_rate < 1%', STABLE, 0.02],
  ['error_rate < 1%', STABLE, 0.05],
  ['error_rate < 1%', 0.007, 0.007],
  ['error_rate < 3%', 0.02, 0.02],
] as const;

const trafficOf = (weight: number, errors: number): Traffic => ({
  ...{ rate: RATE, weight, burst: 1, latency: null },
  errors: { stable: () => STABLE, candidate: () => errors },
});

/** Judges seconds of traffic until the candidate is failed, or the time is over, or the stage is decided where that counts. */
function played(
  state: JudgeState,
  plan: JudgePlan,
  seconds: number,
  second: () => ReturnType<typeof secondOf>,
): string {
  for (let at = 0; at < seconds; at += 1) {
    takeBlock(state, plan, second());
    const { stage } = standingsOf(state, plan);
    if (stage.state === 'fail') return `fail/${stage.reason}`;
    if (seconds > STAGE_SECONDS && (stage.state === 'pass' || stage.state === 'ambiguous')) return stage.state;
  }
  return 'undecided';
}

for (const [gate, before, after] of STORIES) {
  const plan = planOf(gate);
  const ends = new Map<string, number>();
  const exposed: number[] = [];
  for (let run = 1; run <= RUNS; run += 1) {
    const random = new Random(7_919 * run);
    const [first, second] = [trafficOf(0.05, before), trafficOf(0.25, after)];
    const state = startJudge(plan, stableBefore(first, random).burst);
    let end = played(state, plan, STAGE_SECONDS, () => secondOf(first, random, 0));
    if (end === 'undecided') {
      const next = nextStage(state, plan);
      end = played(next, plan, plan.settings.extend * STAGE_SECONDS, () => secondOf(second, random, 0));
      if (end.startsWith('fail')) exposed.push(next.candidate.requests);
    } else end = `${end} in the first stage`;
    ends.set(end, (ends.get(end) ?? 0) + 1);
  }
  const median = exposed.toSorted((one, other) => one - other)[Math.floor(exposed.length / 2)] ?? 'none';
  const said = [...ends].map(([end, count]) => `${count} ${end}`).join(', ');
  console.log(
    `${gate}, ${percent(before)} errors, then ${percent(after)}: ${said}; median requests until taken back ${median}`,
  );
}
