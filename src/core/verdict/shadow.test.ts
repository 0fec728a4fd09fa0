import { describe, expect, it } from 'vitest';
import { parseGate } from '../gate/grammar.ts';
import { isGateProblem } from '../gate/problem.ts';
import { minutes, seconds } from '../kernel/duration.ts';
import { ALL, weight } from '../kernel/weight.ts';
import type { Plan } from '../plan/plan.ts';
import { assessAll } from './assess.ts';
import type { Block } from './block.ts';
import { evolveJudging, type Judging, type JudgingRecord } from './judging.ts';
import { NO_VALUES } from './measurement.ts';
import { saysTheSame } from './stands.ts';
import type { Verdict } from './verdict.ts';

const gatesOf = (texts: readonly string[]) =>
  texts.map((text) => {
    const gate = parseGate(text, { baselineAllowed: true });
    if (isGateProblem(gate)) throw new Error(gate.message);
    return gate;
  });

const planWith = (shadows: readonly string[]): Plan =>
  ({
    strategy: {
      kind: 'canary',
      stages: [
        {
          weight: weight(5) ?? ALL,
          duration: minutes(1),
          gates: gatesOf(['error_rate < 5%']),
          ...(shadows.length === 0 ? {} : { shadowGates: gatesOf(shadows) }),
        },
        { weight: weight(50) ?? ALL, duration: minutes(1), gates: gatesOf(['error_rate < 5%']) },
        { weight: ALL, duration: null, gates: [] },
      ],
    },
    bake: { duration: minutes(1), gates: [] },
    triggers: [],
    metrics: { source: { type: 'router' }, interval: seconds(1) },
    judge: { falsePass: 0.05, relative: true, relativeRatio: 1.5, extend: 3, comparisonBudget: 0.0125 },
  }) as unknown as Plan;

const second = (requests: number, errors: number): JudgingRecord => {
  const track = (count: number, failed: number) =>
    ({ kind: 'counts', requests: count, errors: failed, fresh: true, routed: count, latency: null }) as const;
  const block: Block = {
    ...{ seconds: 1, untimed: false, weightShare: null, values: NO_VALUES },
    candidate: track(requests, errors),
    stable: track(950, 19),
  };
  return { type: 'BlockClosed', block, cursor: null };
};

const aMinuteOf = (errors: number): JudgingRecord[] => Array.from({ length: 70 }, () => second(50, errors));

function judged(shadows: readonly string[], records: readonly JudgingRecord[]): Judging {
  const plan = planWith(shadows);
  const judging = records.reduce<Judging | null>((before, record) => evolveJudging(plan, before, record), null);
  if (judging === null) throw new Error('nothing began');
  return judging;
}

const BEGAN: JudgingRecord = { type: 'JudgingBegan', at: 0 };

describe('a gate on trial', () => {
  it('is judged as a gate is, and changes nothing of what is acted on: no state, no ledger, no threshold', () => {
    const records = [BEGAN, ...aMinuteOf(1)];
    const without = judged([], records);
    const withShadow = judged(['error_rate < baseline * 0.5', 'latency_p99 < 100ms'], records);

    const verdict = assessAll(withShadow);
    expect(verdict.shadows?.map(({ gate, state }) => [gate, state])).toEqual([
      ['error_rate < baseline * 0.5', 'fail'],
      ['latency_p99 < 100ms', 'hold'],
    ]);
    const { shadows: _, ...acted } = verdict;
    expect(acted).toEqual(assessAll(without));
    expect(acted.state).toBe('pass');
    expect(withShadow.judge).toEqual(without.judge);
    expect(assessAll(without)).not.toHaveProperty('shadows');
  });

  it('says of the same counts what the same gate says when it is acted on', () => {
    const { shadows, gates } = assessAll(judged(['error_rate < 5%'], [BEGAN, ...aMinuteOf(1)]));

    expect(shadows).toEqual(gates);
  });

  it('is left behind with its stage', () => {
    const next = judged(
      ['error_rate < 0.1%'],
      [BEGAN, ...aMinuteOf(0), { type: 'JudgingBegan', at: 1 }, second(50, 0)],
    );

    expect(assessAll(next)).not.toHaveProperty('shadows');
  });
});

it.each([
  ['nothing yet', []],
  ['a good candidate', aMinuteOf(0)],
  ['a bad one', aMinuteOf(20)],
  ['one near the limit', aMinuteOf(2)],
])('whether a verdict need be told again is known without working it out: %s', (_, records) => {
  let judging: Judging | null = null;
  let told: Verdict | null = null;
  const tellingOf = ({ state, reason, gates, shadows = [] }: Verdict): string =>
    JSON.stringify([state, reason, [...gates, ...shadows].map((gate) => [gate.gate, gate.state, gate.reason])]);
  for (const record of [BEGAN, ...records]) {
    judging = evolveJudging(planWith(['error_rate < 3%']), judging, record);
    if (judging === null) throw new Error('nothing began');
    const verdict = assessAll(judging) as Verdict;
    expect(saysTheSame(verdict, judging)).toBe(true);
    if (told !== null) expect(saysTheSame(told, judging)).toBe(tellingOf(told) === tellingOf(verdict));
    if (told === null || tellingOf(told) !== tellingOf(verdict)) told = verdict;
  }
});
