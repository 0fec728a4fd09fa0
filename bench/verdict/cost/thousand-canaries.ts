import { parseGate } from '../../../src/core/gate/grammar.ts';
import { isGateProblem } from '../../../src/core/gate/problem.ts';
import type { Block } from '../../../src/core/verdict/block.ts';
import type { JudgePlan } from '../../../src/core/verdict/judge-plan.ts';
import type { JudgeState } from '../../../src/core/verdict/judge-state.ts';
import type { Row } from '../claim.ts';
import { logNormal, samplerOf } from '../latency-shape.ts';
import { Random } from '../random.ts';
import { STABLE } from '../scenarios.ts';
import { planOf } from '../this-judge.ts';
import { secondOf, stableBefore, type Traffic } from '../traffic.ts';

// What users run is built by the compiler; tsx would add calls of its own to every inner function.
const BUILT = new URL('../../../dist/core/verdict/judge.js', import.meta.url).href;

const CANARIES = 1_000;
const WARM_UP = 60;
/**
 * Measured in pieces, for other work on the machine only ever adds to one: it takes the caches in which a thousand judges lie. Each is
 * so long that all canaries find their bounds anew in it, several times: that is the dearest of what they do, and comes by the quarter
 * of a minute.
 */
const PIECES = 5;
const SECONDS = 60;

/**
 * A thousand canaries, each judged every second by nine ledgers: E_abs, E_rel and E_pass of an error rate and of a success
 * rate, E_gate, E_shift and E_pass of a latency. The traffic is made before, so only judging is measured. Needs a build.
 */
export async function thousandCanariesRow(): Promise<Row> {
  const { startJudge, takeBlock } = (await import(BUILT)) as typeof import('../../../src/core/verdict/judge.ts');
  const plan: JudgePlan = {
    ...planOf('error_rate < 1%'),
    gates: ['error_rate < 1%', 'success_rate > 99%', 'latency_p99 < baseline * 1.25'].map(gateOf),
  };
  const sampler = samplerOf(logNormal, null);
  const traffic: Traffic = {
    ...{ rate: 100, weight: 0.05, burst: 1, latency: { stable: sampler, candidate: sampler } },
    errors: { stable: () => STABLE, candidate: () => STABLE },
  };
  const random = new Random(7);
  const { burst, latency } = stableBefore(traffic, random);
  const blocks: readonly Block[] = Array.from({ length: 499 }, (_, second) => secondOf(traffic, random, second));
  const states: JudgeState[] = Array.from({ length: CANARIES }, () => startJudge(plan, burst, latency));
  const tick = (second: number): void => {
    for (let canary = 0; canary < CANARIES; canary += 1) {
      const [state, block] = [states[canary], blocks[(31 * canary + second) % blocks.length]];
      if (state !== undefined && block !== undefined) takeBlock(state, plan, block);
    }
  };
  for (let second = 0; second < WARM_UP; second += 1) tick(second);
  const shares = Array.from({ length: PIECES }, (_, piece) => {
    const begun = process.cpuUsage();
    for (let second = 0; second < SECONDS; second += 1) tick(WARM_UP + piece * SECONDS + second);
    const { user, system } = process.cpuUsage(begun);
    return (user + system) / 1e6 / SECONDS;
  }).sort((one, other) => one - other);
  const [least = 0, middle = 0] = [shares[0], shares[Math.floor(PIECES / 2)]];
  const said = (share: number): string => `${(100 * share).toFixed(2)} %`;
  return {
    claim: '1000 canaries at 1 Hz, 9 ledgers each: CPU time',
    measured: `${said(least)} of a core, median ${said(middle)} (${((least * 1e6) / CANARIES).toFixed(1)} us a tick)`,
    goal: '<= 1 %',
    held: least <= 0.01,
    stretch: false,
  };
}

function gateOf(text: string) {
  const gate = parseGate(text, { baselineAllowed: true });
  if (isGateProblem(gate)) throw new Error(gate.message);
  return gate;
}
