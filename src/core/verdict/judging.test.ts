import { describe, expect, it } from 'vitest';
import { longTailed, ownLatencies, seeded } from '../../testing/latency-traffic.ts';
import { parseGate, parseTrigger } from '../gate/grammar.ts';
import { isGateProblem } from '../gate/problem.ts';
import { minutes, seconds } from '../kernel/duration.ts';
import { ALL, weight } from '../kernel/weight.ts';
import type { Plan } from '../plan/plan.ts';
import { assess } from './assess.ts';
import type { Block } from './block.ts';
import { evolveJudging, type Judging, type JudgingRecord } from './judging.ts';
import { addBurst, CALM } from './ledger/tempering.ts';
import { NO_VALUES } from './measurement.ts';

const gates = ['error_rate < 1%', 'latency_p99 < baseline * 1.5'].map((text) => {
  const gate = parseGate(text, { baselineAllowed: true });
  if (isGateProblem(gate)) throw new Error(gate.message);
  return gate;
});

/** The parts of a plan that a judging reads. */
const plan = {
  strategy: {
    kind: 'canary',
    stages: [
      { weight: weight(50) ?? ALL, duration: minutes(10), gates },
      { weight: ALL, duration: null, gates: [] },
    ],
  },
  bake: { duration: minutes(30), gates: gates.slice(0, 1) },
  triggers: [],
  metrics: { source: { type: 'router' }, interval: seconds(1) },
  judge: { falsePass: 0.05, relative: true, relativeRatio: 1.5, extend: 3, comparisonBudget: 0.0125 },
} as unknown as Plan;

const closed = (requests: number, errors: number): JudgingRecord => {
  const track = (count: number, failed: number) =>
    ({ kind: 'counts', requests: count, errors: failed, fresh: true, routed: count, latency: null }) as const;
  const block: Block = {
    seconds: 1,
    untimed: false,
    weightShare: null,
    values: NO_VALUES,
    candidate: track(requests, errors),
    stable: track(950, 1),
  };
  return { type: 'BlockClosed', block, cursor: null };
};

const fold = (records: readonly JudgingRecord[]): Judging => {
  const judging = records.reduce<Judging | null>((before, record) => evolveJudging(plan, before, record), null);
  if (judging === null) throw new Error('nothing began');
  return judging;
};

const errors = ({ judge, plan: stage }: Judging) => {
  const [gate] = assess(judge, stage).gates;
  return `${gate?.state}/${gate?.reason}`;
};

describe('the record of a judging', () => {
  const mounting: readonly JudgingRecord[] = [{ type: 'JudgingBegan', at: 0 }, closed(1, 1), closed(40, 1)];

  it('takes a lifted hold: what held holds no more until that evidence was gone', () => {
    expect(errors(fold(mounting))).toBe('hold/evidence');
    expect(errors(fold([...mounting, { type: 'HoldLifted' }]))).toBe('collecting/insufficient');
    expect(errors(fold([...mounting, { type: 'HoldLifted' }, closed(1, 0)]))).toBe('collecting/insufficient');
  });

  it('takes what stable did before the deployment, with its beginning alone', () => {
    const random = seeded(1);
    const latency = ownLatencies(Array.from({ length: 5_000 }, () => longTailed(random)));
    let burst = CALM;
    for (let second = 0; second < 600; second += 1) burst = addBurst(burst, 1, second % 20 === 0 ? 1 : 0);
    const told = fold([{ type: 'JudgingBegan', at: 0, before: { burst, latency } }]);
    const again = fold([
      { type: 'JudgingBegan', at: 0 },
      { type: 'JudgingBegan', at: 'bake', before: { burst, latency } },
    ]);

    expect(told.judge.latencies?.before?.total).toBe(5_000);
    expect(told.judge.burst).toEqual(burst);
    expect(again.judge.burst).toEqual(CALM);
  });

  it('reads blocks from before latencies and values were recorded as blocks without them', () => {
    const record = closed(40, 0);
    if (record.type !== 'BlockClosed') throw new Error('no block');
    const { values: _, stable, candidate, ...old } = record.block;
    const { latency: _stable, ...oldStable } = stable as Extract<Block['stable'], { kind: 'counts' }>;
    const { latency: _candidate, ...oldCandidate } = candidate as Extract<Block['stable'], { kind: 'counts' }>;
    const block = { ...old, stable: oldStable, candidate: oldCandidate } as unknown as Block;

    expect(
      fold([
        { type: 'JudgingBegan', at: 0 },
        { ...record, block },
      ]),
    ).toEqual(fold([{ type: 'JudgingBegan', at: 0 }, record]));
  });

  it('arms triggers of a newer policy from their record on: what was before is nothing to them', () => {
    const later = parseTrigger('error_rate > 5%');
    if (isGateProblem(later)) throw new Error(later.message);
    const began: JudgingRecord = { type: 'JudgingBegan', at: 0 };
    const bad = Array.from({ length: 60 }, () => closed(50, 10));
    const good = Array.from({ length: 60 }, () => closed(50, 0));
    const tightened: JudgingRecord = { type: 'TriggersTightened', triggers: [later] };
    const trigger = ({ judge, plan: stage }: Judging) =>
      assess(judge, stage).gates.find(({ kind }) => kind === 'trigger')?.state;

    expect(trigger(fold([began, ...bad]))).toBeUndefined();
    expect(trigger(fold([began, ...bad, tightened, ...good]))).not.toBe('fail');
    expect(trigger(fold([began, ...good, tightened, ...bad]))).toBe('fail');
    expect(trigger(fold([began, tightened, { type: 'JudgingBegan', at: 'bake' }, ...bad]))).toBe('fail');
  });
});
