import { describe, expect, it } from 'vitest';
import { parseGate, parseTrigger } from '../../gate/grammar.ts';
import type { Metric } from '../../gate/metric.ts';
import { isGateProblem } from '../../gate/problem.ts';
import { assess } from '../assess.ts';
import type { Block } from '../block.ts';
import { type DeclaredMetric, type ScalarMetric, THROUGHPUT } from '../declared.ts';
import { judgeBlock, liftHold, startJudge } from '../judge.ts';
import type { JudgePlan } from '../judge-plan.ts';
import type { JudgeState } from '../judge-state.ts';

const metrics: readonly Metric[] = [
  { name: 'orders', dimension: 'rate', unit: null },
  { name: 'cpu', dimension: 'ratio', unit: null },
  { name: 'error_share', dimension: 'ratio', unit: null },
];
const scalar = (name: string, changes: Partial<ScalarMetric> = {}): ScalarMetric => ({
  ...THROUGHPUT,
  name,
  unit: '/min',
  windowSeconds: 60,
  ...changes,
});

function planOf(text: string, declared: readonly DeclaredMetric[], changes: Partial<JudgePlan> = {}): JudgePlan {
  const gate = parseGate(text, { metrics, baselineAllowed: true });
  if (isGateProblem(gate)) throw new Error(gate.message);
  return {
    gates: [gate],
    triggers: [],
    seconds: 300,
    triggerSeconds: 600,
    intervalSeconds: 1,
    declared,
    hasBaseline: true,
    settings: { falsePass: 0.05, relative: true, relativeRatio: 1.5, extend: 3, comparisonBudget: 0.0125 },
    ...changes,
  };
}

type Told = Readonly<Record<string, number>>;

const second = (candidate: Told = {}, stable: Told = {}, requests = 10): Block => {
  const track = (count: number) =>
    ({ kind: 'counts', requests: count, errors: 0, fresh: true, routed: count, latency: null }) as const;
  return {
    seconds: 1,
    untimed: false,
    weightShare: null,
    values: { stable, candidate },
    candidate: track(requests),
    stable: track(9 * requests),
  };
};

/** The judge after a value each thirty seconds; `null`: none came. */
function told(
  plan: JudgePlan,
  values: readonly (Told | null)[],
  stable: Told = {},
  from = startJudge(plan),
): JudgeState {
  let state = from;
  for (const value of values) {
    for (let at = 1; at < 30; at += 1) state = judgeBlock(state, plan, second());
    state = judgeBlock(state, plan, value === null ? second() : second(value, stable));
  }
  return state;
}

const say = (state: JudgeState, plan: JudgePlan): string => {
  const { state: verdict, reason } = assess(state, plan);
  return `${verdict}/${reason}`;
};
const many = (count: number, value: Told): readonly Told[] => Array(count).fill(value);

const plan = planOf('orders > 20/min', [scalar('orders')]);
const [good, near, bad] = [{ orders: 30 }, { orders: 20.5 }, { orders: 10 }];

describe('a gate on a value', () => {
  it('passes at its duration when the last three are good, and nine of ten of all', () => {
    expect(say(told(plan, many(9, good)), plan)).toBe('collecting/min-duration');
    expect(say(told(plan, many(10, good)), plan)).toBe('pass/proven');
    expect(say(told(plan, [bad, ...many(9, good)]), plan)).toBe('pass/proven');
    expect(say(told(plan, [bad, bad, ...many(8, good)]), plan)).toBe('collecting/extended');
  });

  it('fails after three bad values in a row, that span what one looks back on', () => {
    expect(say(told(plan, [bad, bad]), plan)).toBe('hold/evidence');
    expect(say(told(plan, [bad, bad, bad]), plan)).toBe('fail/consecutive');
    const slow = planOf('orders > 20/min', [scalar('orders', { windowSeconds: 90 })]);
    expect(say(told(slow, [bad, bad, bad]), slow)).toBe('hold/evidence');
    expect(say(told(slow, [bad, bad, bad, bad]), slow)).toBe('fail/consecutive');
  });

  it('begins the run anew after a good one, and neither near nor none breaks or lengthens it', () => {
    expect(say(told(plan, [bad, bad, good, bad]), plan)).toBe('hold/evidence');
    expect(say(told(plan, [bad, near, bad, null, bad]), plan)).toBe('fail/consecutive');
    expect(say(told(plan, [bad, bad, near, near]), plan)).toBe('hold/evidence');
  });

  it('asks instead of going back where that is said', () => {
    const asking = planOf('orders > 20/min', [scalar('orders', { onFail: 'ambiguous', failAfter: 2 })]);

    expect(say(told(asking, [bad, bad, bad]), asking)).toBe('ambiguous/consecutive');
  });

  it('holds on a bad or a near value until a good one comes, or a person lifts it', () => {
    const held = told(plan, [near]);

    expect(say(held, plan)).toBe('hold/evidence');
    expect(say(told(plan, [near, good]), plan)).toBe('collecting/insufficient');
    expect(say(liftHold(held), plan)).toBe('collecting/insufficient');
  });

  it('holds when no value comes, and asks at the end', () => {
    expect(say(told(plan, [null]), plan)).toBe('collecting/insufficient');
    expect(say(told(plan, [null, null]), plan)).toBe('hold/absent');
    expect(say(told(plan, [good, null, null]), plan)).toBe('hold/stale');
    expect(say(told(plan, Array(30).fill(null)), plan)).toBe('ambiguous/stale'.replace('stale', 'absent'));
    const gaps = Array.from({ length: 30 }, (_, at) => (at % 3 === 0 ? null : good));
    expect(say(told(plan, gaps), plan)).toBe('ambiguous/absent');
    expect(say(told(plan, many(30, near)), plan)).toBe('ambiguous/borderline');
  });

  it('takes no value that is none', () => {
    for (const none of [Number.NaN, Number.POSITIVE_INFINITY, 1e300]) {
      expect(say(told(plan, [{ orders: none }, { orders: none }]), plan)).toBe('hold/absent');
    }
  });

  it('takes one value an interval, however often it comes', () => {
    let state = startJudge(plan);
    for (let at = 0; at < 60; at += 1) state = judgeBlock(state, plan, second(bad));

    expect(say(state, plan)).toBe('hold/evidence');
    expect(state.gates[0]?.[0]).toMatchObject({ kind: 'scalar', present: 3 });
  });

  it('has no e-values, shows value and limit, and says that nothing is proven', () => {
    const [gate] = assess(told(plan, [bad, bad, bad]), plan).gates;

    expect(gate).toMatchObject({
      e: null,
      bounds: { low: null, high: null, observed: 10, baseline: null, limit: 20, unit: '/min' },
      needsRequests: null,
    });
    expect(gate?.text).toBe(
      'orders 10 /min; not orders > 20/min: 3 bad values in a row (values, without an error bound)',
    );
  });
});

describe('a value beside the stable track', () => {
  const cpu = planOf('cpu < baseline * 1.2', [scalar('cpu', { unit: '%' })]);

  it('is compared with it', () => {
    expect(say(told(cpu, many(10, { cpu: 50 }), { cpu: 50 }), cpu)).toBe('pass/proven');
    expect(say(told(cpu, many(3, { cpu: 90 }), { cpu: 50 }), cpu)).toBe('fail/consecutive');
  });

  it('is none while that is missing', () => {
    expect(say(told(cpu, many(3, { cpu: 90 })), cpu)).toBe('hold/absent');
  });

  it('is taken by request where it grows with them', () => {
    const each = planOf('orders > baseline * 0.9', [scalar('orders', { perRequest: true })]);

    // A tenth of the traffic and a tenth of the orders.
    expect(say(told(each, many(10, { orders: 30 }), { orders: 270 }), each)).toBe('pass/proven');
    expect(say(told(each, many(3, { orders: 20 }), { orders: 270 }), each)).toBe('fail/consecutive');
  });
});

describe('units', () => {
  it('of a limit are those of the value: percent, and a rate a minute', () => {
    const cpu = planOf('cpu < 80%', [scalar('cpu', { unit: '%' })]);
    expect(say(told(cpu, many(10, { cpu: 50 })), cpu)).toBe('pass/proven');
    expect(say(told(cpu, many(3, { cpu: 95 })), cpu)).toBe('fail/consecutive');
    const fast = planOf('orders > 1req/s', [scalar('orders')]);
    expect(assess(told(fast, [{ orders: 90 }]), fast).gates[0]?.bounds.limit).toBe(60);
  });
});

describe('throughput', () => {
  it('is counted from the requests of an interval', () => {
    const enough = planOf('throughput > 5req/s', []);
    const busy = told(enough, Array(10).fill(null));

    expect(say(busy, enough)).toBe('pass/proven');
    expect(assess(busy, enough).gates[0]?.bounds).toMatchObject({ observed: 10, limit: 5, unit: 'req/s' });
    const more = planOf('throughput > 900/min', []);
    expect(say(told(more, Array(3).fill(null)), more)).toBe('fail/consecutive');
  });
});

describe('a trigger on a value', () => {
  it('fires after three in a row on the wrong side, and has no duty to pass', () => {
    const trigger = parseTrigger('cpu > 90%', { metrics });
    if (isGateProblem(trigger)) throw new Error(trigger.message);
    const armed = planOf('cpu < 99%', [scalar('cpu', { unit: '%' })], { gates: [], triggers: [trigger] });

    expect(say(told(armed, many(3, { cpu: 97 })), armed)).toBe('fail/consecutive');
    expect(say(told(armed, many(10, { cpu: 50 })), armed)).toBe('pass/trigger-clear');
  });
});

describe('a declared ratio', () => {
  it('is judged as errors are, on its own counts', () => {
    const share = planOf('error_share < 1%', [{ kind: 'ratio', name: 'error_share' }], { seconds: 60 });
    const counted = (events: number): Block => ({
      ...second(),
      ratios: { stable: { error_share: { of: 100, events: 0 } }, candidate: { error_share: { of: 50, events } } },
    });
    const judged = (events: number) => {
      let state = startJudge(share);
      for (let at = 0; at < 60; at += 1) state = judgeBlock(state, share, counted(events));
      return state;
    };

    expect(say(judged(0), share)).toBe('pass/proven');
    expect(say(judged(5), share)).toMatch(/^fail\/(absolute|relative)$/);
    expect(assess(judged(0), share).gates[0]).toMatchObject({ requests: 3_000, errors: 0 });
    expect(assess(judged(5), share).gates[0]?.text).toMatch(/^error_share 10 % \(300 of 3 000\), stable 0 %;/);
  });
});
