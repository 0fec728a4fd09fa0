import { describe, expect, it } from 'vitest';
import type { Gate, Trigger } from '../gate/gate.ts';
import { parseGate, parseTrigger } from '../gate/grammar.ts';
import { isGateProblem } from '../gate/problem.ts';
import { type Assessment, assess } from './assess.ts';
import { type Block, silentBlock } from './block.ts';
import type { SequentialState } from './comparison.ts';
import { extendFurther, holdForClockJump, judgeBlock, liftHold, nextStage, startJudge } from './judge.ts';
import type { JudgePlan } from './judge-plan.ts';
import type { JudgeState } from './judge-state.ts';
import { addBurst, CALM } from './ledger/tempering.ts';
import { standingsOf } from './standing.ts';

function aGate(text: string): Gate {
  const gate = parseGate(text, { baselineAllowed: true });
  if (isGateProblem(gate)) throw new Error(gate.message);
  return gate;
}

function aTrigger(text: string): Trigger {
  const trigger = parseTrigger(text);
  if (isGateProblem(trigger)) throw new Error(trigger.message);
  return trigger;
}

const settings = { falsePass: 0.05, relative: true, relativeRatio: 1.5, extend: 3, comparisonBudget: 0.0125 };

const aPlan = (changes: Partial<JudgePlan> & { gate?: string; trigger?: string } = {}): JudgePlan => ({
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
const calm = Array.from({ length: 600 }).reduce<typeof CALM>((burst, _, second) => {
  return addBurst(burst, 1, second % 30 === 0 ? 1 : 0);
}, CALM);

type Numbers = readonly [requests: number, errors: number] | 'absent';

const track = (numbers: Numbers): Block['stable'] =>
  numbers === 'absent'
    ? { kind: 'absent', why: 'timeout', routed: null }
    : { kind: 'counts', requests: numbers[0], errors: numbers[1], fresh: true, routed: numbers[0], latency: null };

const second = (candidate: Numbers, stable: Numbers = [950, 1], changes: Partial<Block> = {}): Block => ({
  seconds: 1,
  untimed: false,
  weightShare: null,
  values: { stable: {}, candidate: {} },
  candidate: track(candidate),
  stable: track(stable),
  ...changes,
});

/** The judge after so many seconds of the same block, or of what a function gives. */
function judged(count: number, plan: JudgePlan, block: Block | ((at: number) => Block), from = startJudge(plan, calm)) {
  let state = from;
  for (let at = 1; at <= count; at += 1)
    state = judgeBlock(state, plan, typeof block === 'function' ? block(at) : block);
  return state;
}

const say = (state: JudgeState, plan: JudgePlan): string => {
  const { state: verdict, reason } = assess(state, plan);
  return `${verdict}/${reason}`;
};

const firstOf = (assessment: Assessment) => {
  const [gate] = assessment.gates;
  if (gate === undefined) throw new Error('no gate');
  return gate;
};

/** The ledgers of the first comparison of the first gate. */
const ledgersOf = ({ gates }: JudgeState): SequentialState => {
  const first = gates[0]?.[0];
  if (first?.kind !== 'sequential') throw new Error('no ledgers');
  return first;
};

const clean = second([50, 0]);

describe('a stage', () => {
  it('passes at its duration and not before, when its gate is proven', () => {
    const plan = aPlan();

    expect(say(judged(5, plan, clean), plan)).toBe('collecting/insufficient');
    expect(say(judged(599, plan, clean), plan)).toBe('collecting/min-duration');
    expect(say(judged(600, plan, clean), plan)).toBe('pass/proven');
  });

  it('does not pass before its limit would have shown five events, however clean it is', () => {
    const plan = aPlan({ seconds: 400 });
    const one = second([1, 0]);
    const clean420 = judged(420, plan, one);
    const gate = firstOf(assess(clean420, plan));

    expect(gate.e?.pass).toBeGreaterThan(20);
    expect([gate.state, gate.reason, gate.needsRequests]).toEqual(['collecting', 'extended', 80]);
    expect(say(judged(499, plan, one), plan)).toBe('collecting/extended');
    expect(say(judged(500, plan, one), plan)).toBe('pass/proven');
  });

  it('extends by itself to three times its duration and then asks', () => {
    const plan = aPlan();
    const slow = (at: number) => second(at % 10 === 0 ? [1, 0] : [0, 0]);

    expect(say(judged(600, plan, slow), plan)).toBe('collecting/extended');
    expect(say(judged(1799, plan, slow), plan)).toBe('collecting/extended');
    expect(say(judged(1800, plan, slow), plan)).toBe('ambiguous/insufficient');
  });

  it('goes on for another duration when a person answers extend, and may pass then', () => {
    const plan = aPlan();
    const slow = (at: number) => second(at % 4 === 0 ? [1, 0] : [0, 0]);
    const asked = judged(1_900, plan, slow);
    const extended = extendFurther(asked, plan);

    expect(say(asked, plan)).toBe('ambiguous/insufficient');
    expect(extended.until).toBe(2_500);
    expect(say(extended, plan)).toBe('collecting/extended');
    expect(say(judged(200, plan, slow, extended), plan)).toBe('pass/proven');
    expect(say(judged(600, plan, second([0, 0], [950, 1], { candidate: track([0, 0]) }), extended), plan)).toBe(
      'ambiguous/no-traffic',
    );
  });

  it('asks about a rate near the limit as borderline', () => {
    const alone = aPlan({ hasBaseline: false });
    const state = judged(1_800, alone, (at) => second([20, at % 5 === 0 ? 1 : 0]));
    expect(say(state, alone)).toBe('ambiguous/borderline');
  });

  it('does not count the time of an untimed block, but its evidence', () => {
    const plan = aPlan();
    const state = judged(600, plan, { ...clean, untimed: true });

    expect(state.seconds).toBe(0);
    expect(firstOf(assess(state, plan)).e?.pass).toBeGreaterThan(20);
    expect(say(state, plan)).toBe('collecting/min-duration');
  });

  it('is as bad as its worst gate', () => {
    const plan = { ...aPlan(), gates: [aGate('error_rate < 5%'), aGate('error_rate < 0.001%')] };
    const spotless = second([50, 0], [950, 0]);

    expect(assess(judged(600, plan, spotless), plan).gates.map((gate) => gate.state)).toEqual(['pass', 'collecting']);
    expect(say(judged(600, plan, spotless), plan)).toBe('collecting/extended');
  });

  it('takes or as its best side, and as its worst', () => {
    const either = aPlan({ gate: 'error_rate < 5% or error_rate < 0.001%' });
    const both = aPlan({ gate: 'error_rate < 5% and error_rate < 0.001%' });
    const spotless = second([50, 0], [950, 0]);
    const failing = (at: number) => second([50, at % 2], [950, 0]);

    expect(say(judged(600, either, spotless), either)).toBe('pass/proven');
    expect(say(judged(600, both, spotless), both)).toBe('collecting/extended');
    expect(say(judged(60, both, failing), both)).toMatch(/^fail/);
    expect(say(judged(60, either, failing), either)).not.toMatch(/^fail/);
  });
});

describe('a failing candidate', () => {
  it('is stopped at 8 % errors and 2.5 requests a second after fewer than 90 requests', () => {
    const plan = aPlan();
    // 50 requests a second, 5 % of them to the candidate; every 13th of those fails, and 0.1 % of the others.
    let state = startJudge(plan);
    let at = 0;
    while (assess(state, plan).state !== 'fail' && at < 600) {
      at += 1;
      const requests = at % 2 === 0 ? 2 : 3;
      const before = Math.floor((state.candidate.requests + 6) / 13);
      const errors = Math.floor((state.candidate.requests + requests + 6) / 13) - before;
      state = judgeBlock(state, plan, second([requests, errors], [47, at % 20 === 0 ? 1 : 0]));
    }

    expect(assess(state, plan).state).toBe('fail');
    expect(state.candidate.requests).toBeLessThan(90);
  });

  it('stays failed, whatever comes after', () => {
    const plan = aPlan();
    const failed = judged(20, plan, second([50, 10]));

    expect(say(failed, plan)).toBe('fail/relative');
    expect(say(judged(2_000, plan, clean, failed), plan)).toBe('fail/relative');
  });

  it('is failed against stable only when it is at the limit as well', () => {
    const plan = aPlan();
    const worse = (at: number) => second([500, at % 10 === 0 ? 18 : 0], [9_500, at % 10 === 0 ? 1 : 0]);
    const within = judged(600, plan, worse);

    expect(firstOf(assess(within, plan)).e?.relative).toBeGreaterThan(160);
    expect(say(within, plan)).toBe('hold/evidence');
    expect(say(judged(1_800, plan, worse), plan)).toBe('ambiguous/contradictory');
    const strict = aPlan({ gate: 'error_rate < 0.36%' });
    expect(say(judged(100, strict, worse), strict)).toBe('fail/relative');
  });

  it('is not failed against stable when that is switched off', () => {
    const plan = aPlan({ settings: { ...settings, relative: false } });
    const gate = firstOf(assess(judged(60, plan, second([50, 1], [950, 0])), plan));

    expect(gate.e?.relative).toBeNull();
    expect(gate.e?.failAt).toBeCloseTo(80, 9);
    expect(firstOf(assess(startJudge(aPlan()), aPlan())).e?.failAt).toBeCloseTo(160, 9);
  });

  it('is failed in a hold, and while a question to a person is open', () => {
    const plan = aPlan();
    const asked = judged(1_800, plan, (at) => second(at % 10 === 0 ? [1, 0] : [0, 0]));

    expect(say(asked, plan)).toBe('ambiguous/insufficient');
    expect(say(judged(10, plan, second([50, 20]), asked), plan)).toMatch(/^fail/);
  });
});

describe('an evidence hold', () => {
  const plan = aPlan();
  const bad = second([1, 1], [950, 0]);
  const some = judged(2, { ...plan, settings: { ...settings, comparisonBudget: 1e-9 } }, bad);
  const rare = { ...plan, settings: { ...settings, comparisonBudget: 1e-9 } };

  it('begins at an e-value of 20 and is latched until it falls below 5', () => {
    expect(firstOf(assess(some, rare)).e?.absolute).toBeCloseTo(874.45, 2);
    expect(say(some, rare)).toBe('hold/evidence');
    let state = some;
    let lowest = Number.POSITIVE_INFINITY;
    while (say(state, rare) === 'hold/evidence' && state.seconds < 5_000) {
      const e = firstOf(assess(state, rare)).e;
      lowest = Math.max(e?.absolute ?? 0, e?.relative ?? 0);
      state = judgeBlock(state, rare, second([50, 0], [950, 4]));
    }
    const e = firstOf(assess(state, rare)).e;
    expect(lowest).toBeLessThan(20);
    expect(Math.max(e?.absolute ?? 0, e?.relative ?? 0)).toBeLessThan(5);
  });

  it('is lifted by a person until the evidence was gone', () => {
    const free = liftHold(some);

    expect(say(free, rare)).toBe('collecting/insufficient');
    expect(say(judgeBlock(free, rare, bad), rare)).toBe('collecting/insufficient');
    const gone = judged(1_500, rare, second([50, 0], [950, 4]), free);
    expect(say(judged(3, rare, second([50, 40], [950, 0]), gone), rare)).toBe('hold/evidence');
  });
});

describe('missing data', () => {
  const plan = aPlan();
  const well = judged(600, plan, clean);
  const still = silentBlock(1, 0.05);

  it('holds at once when a source says that it has none, and never moves an e-value', () => {
    const absent = judgeBlock(well, plan, second('absent'));

    expect(say(absent, plan)).toBe('hold/absent');
    expect(firstOf(assess(absent, plan)).e).toEqual(firstOf(assess(well, plan)).e);
    expect(ledgersOf(judgeBlock(well, plan, second([50, 0], 'absent'))).relative).toEqual(ledgersOf(well).relative);
  });

  it('holds until each track was delivered fresh three times in a row', () => {
    const absent = judgeBlock(well, plan, second('absent', 'absent'));

    expect(say(judged(2, plan, clean, absent), plan)).toBe('hold/absent');
    expect(say(judged(3, plan, clean, absent), plan)).toBe('pass/proven');
    const broken = judgeBlock(judged(2, plan, clean, absent), plan, second([50, 0], 'absent'));
    expect(say(judged(2, plan, clean, broken), plan)).toBe('hold/absent');
  });

  it('is stale after thirty seconds without anything new, or after two intervals', () => {
    expect(say(judged(29, plan, still, well), plan)).toBe('pass/proven');
    expect(say(judged(30, plan, still, well), plan)).toBe('hold/stale');
    const slow = { ...plan, intervalSeconds: 20 };
    expect(say(judged(39, slow, still, well), slow)).toBe('pass/proven');
    expect(say(judged(40, slow, still, well), slow)).toBe('hold/stale');
  });

  it('ends a stage in a question, not in a pass', () => {
    const late = judged(1_200, plan, second('absent', 'absent'), well);

    expect(say(late, plan)).toBe('ambiguous/absent');
  });

  it('is not seen in the stable track where none runs', () => {
    const alone = aPlan({ hasBaseline: false });

    expect(say(judged(600, alone, second([50, 0], 'absent')), alone)).toBe('pass/proven');
  });

  it('is no-traffic when nobody sent a request for a minute, and absent when the router did', () => {
    const none = judged(60, plan, second([0, 0]), well);
    const unseen: Block = {
      ...second([0, 0]),
      candidate: { kind: 'counts', requests: 0, errors: 0, fresh: true, routed: 1, latency: null },
    };

    expect(say(judged(59, plan, second([0, 0]), well), plan)).toBe('pass/proven');
    expect(say(none, plan)).toBe('hold/no-traffic');
    expect(say(judgeBlock(none, plan, clean), plan)).toBe('pass/proven');
    expect(say(judged(60, plan, unseen, well), plan)).toBe('hold/absent');
  });

  it('holds after a jump of the wall clock until each track delivered once', () => {
    const jumped = holdForClockJump(well);

    expect(say(jumped, plan)).toBe('hold/clock-jump');
    expect(say(judgeBlock(jumped, plan, still), plan)).toBe('hold/clock-jump');
    expect(say(judgeBlock(jumped, plan, clean), plan)).toBe('pass/proven');
  });
});

describe('an incident of the environment', () => {
  const plan = aPlan();

  it('holds and charges nobody while the stable track is over the limit too', () => {
    const shared = (at: number) => second([50, 3], [950, 50 + (at % 3)]);
    // In the first second the stable track's own minute is not over the limit yet.
    const seen = judged(2, plan, shared, judged(100, plan, clean));
    const during = judged(58, plan, shared, seen);

    expect(say(during, plan)).toBe('hold/environment');
    expect(firstOf(assess(during, plan)).e?.absolute).toBe(firstOf(assess(seen, plan)).e?.absolute);
    expect(firstOf(assess(during, plan)).e?.absolute).toBeLessThan(2);
    expect(say(judged(400, plan, clean, during), plan)).toBe('collecting/min-duration');
  });

  it('does not cover a candidate that is much worse than stable', () => {
    const worse = judged(100, plan, second([50, 30], [950, 50]));

    expect(say(worse, plan)).toBe('fail/relative');
  });

  it('withholds a block from the fail side alone after two stable errors in ten seconds', () => {
    const before = judged(600, plan, clean, startJudge(plan, calm));
    const hit = judgeBlock(before, plan, second([50, 2], [950, 200]));
    const calmer = aPlan({ gate: 'error_rate < 20%' });
    const short = judged(30, calmer, (at) => second([2, 0], at >= 29 ? [10, 9] : [10, 0]));
    const brief = judgeBlock(short, calmer, second([2, 2], [10, 9]));

    expect(ledgersOf(hit).environment).toBe(false);
    expect(ledgersOf(hit).absolute).toEqual(ledgersOf(before).absolute);
    expect(ledgersOf(hit).pass).not.toEqual(ledgersOf(before).pass);
    expect(ledgersOf(brief).absolute).toEqual(ledgersOf(short).absolute);
  });

  it('is fixed for the pass side by the block before: it sees the block in which the incident begins, not the one in which it ends', () => {
    const calmer = aPlan({ gate: 'error_rate < 5%' });
    const before = judged(5, calmer, clean);
    const first = judgeBlock(before, calmer, second([50, 0], [950, 900]));
    const during = judgeBlock(first, calmer, clean);
    let ended = during;
    let last = during;
    while (ledgersOf(ended).environment && ended.seconds < 600) {
      last = ended;
      ended = judgeBlock(last, calmer, clean);
    }
    const passOf = (state: JudgeState) => ledgersOf(state).pass;

    expect(ledgersOf(first).environment).toBe(true);
    expect(passOf(first)).not.toEqual(passOf(before));
    expect(passOf(during)).toEqual(passOf(first));
    expect(ledgersOf(ended).environment).toBe(false);
    expect(passOf(ended)).toEqual(passOf(last));
    expect(passOf(judgeBlock(ended, calmer, clean))).not.toEqual(passOf(ended));
  });

  it('is not seen in one error of a quiet stable track', () => {
    const quiet = judged(20, plan, (at) => second([0, 0], at === 1 ? [1, 1] : [1, 0]));

    expect(say(quiet, plan)).toBe('collecting/insufficient');
  });

  it('shields triggers as well, and nothing where no stable track runs', () => {
    const armed = aPlan({ trigger: 'error_rate > 2%' });
    const alone = { ...armed, hasBaseline: false };
    const shared = second([50, 5], [950, 95]);

    expect(say(judged(60, armed, shared), armed)).toBe('hold/environment');
    expect(say(judged(60, alone, shared), alone)).toBe('fail/absolute');
  });
});

describe('the split check', () => {
  const plan = aPlan();
  const split = (candidate: Numbers, stable: Numbers, weightShare = 0.05) => second(candidate, stable, { weightShare });

  it('holds a candidate that gets twice its share, or hardly any, and asks at the end', () => {
    expect(say(judged(60, plan, split([100, 0], [900, 0])), plan)).toBe('hold/split-mismatch');
    expect(say(judged(60, plan, split([5, 0], [995, 0])), plan)).toBe('hold/split-mismatch');
    expect(say(judged(1_800, plan, split([100, 0], [900, 0])), plan)).toBe('ambiguous/split-mismatch');
    expect(assess(judged(60, plan, split([100, 0], [900, 0])), plan).gates.at(-1)).toMatchObject({
      gate: 'split',
      state: 'hold',
      bounds: { observed: 0.1, limit: 0.05 },
    });
  });

  it('lets requests under way settle and begins again with each weight', () => {
    expect(say(judged(5, plan, split([1000, 0], [0, 0])), plan)).toBe('collecting/min-duration');
    const mismatched = judged(60, plan, split([100, 0], [900, 0]));
    const shifted = judgeBlock(mismatched, plan, split([100, 0], [900, 0], 0.1));
    expect(shifted.split).toMatchObject({ weightShare: 0.1, since: 1, hold: 'open' });
  });

  it('is content with the share that is set, also near all', () => {
    expect(say(judged(300, plan, split([50, 0], [950, 0])), plan)).toBe('collecting/min-duration');
    const most = judged(300, plan, split([900, 0], [100, 0], 0.9));
    expect(say(most, plan)).toBe('collecting/min-duration');
  });
});

describe('the next stage', () => {
  it('keeps what is proven, gives the fail side one more capital and starts the clock again', () => {
    const plan = aPlan();
    const first = judged(600, plan, clean);
    const next = nextStage(first, plan);

    expect(next.seconds).toBe(0);
    expect(next.candidate).toEqual({ requests: 0, errors: 0 });
    expect(ledgersOf(next).pass).toEqual(ledgersOf(first).pass);
    expect(firstOf(assess(next, plan)).e?.absolute).toBeCloseTo((firstOf(assess(first, plan)).e?.absolute ?? 0) + 1, 9);
    expect(say(next, plan)).toBe('collecting/min-duration');
  });

  it('is not failed against stable by its first requests alone: the proof is of all that it remembers', () => {
    const plan = aPlan();
    const worse = (at: number) => second([500, at % 10 === 0 ? 18 : 0], [9_500, at % 10 === 0 ? 1 : 0]);
    const within = judged(600, plan, worse);
    const next = judgeBlock(nextStage(within, plan), plan, second([20, 1]));

    expect(firstOf(assess(next, plan)).e?.relative).toBeGreaterThan(160);
    expect(say(next, plan)).toBe('hold/evidence');
    expect(say(judgeBlock(next, plan, second([9_000, 9_000])), plan)).toMatch(/^fail/);
  });

  it('starts anew for a gate that the stage before did not have', () => {
    const next = nextStage(judged(600, aPlan(), clean), aPlan({ gate: 'error_rate < 2%' }));

    expect(ledgersOf(next).pass?.every((log) => log === 0)).toBe(true);
  });

  it('is the bake without stable: no relative ledger, and the absolute one gets all of the budget', () => {
    const bake = aPlan({ hasBaseline: false });
    const baking = nextStage(judged(600, aPlan(), clean), bake);
    const gate = firstOf(assess(judged(600, bake, second([1_000, 1], 'absent'), baking), bake));

    expect(gate).toMatchObject({ state: 'pass', reason: 'proven', e: { relative: null } });
    expect(gate.e?.failAt).toBeCloseTo(80, 9);
  });

  it('keeps one ledger for a trigger, from the first candidate request to the end of the bake', () => {
    const plan = aPlan({ trigger: 'error_rate > 2%' });
    const idle = judged(20, plan, second([0, 0]));
    const first = judged(100, plan, clean, idle);
    const next = nextStage(first, plan);

    expect(idle.triggerSeconds).toBeNull();
    expect(first.triggerSeconds).toBe(100);
    expect(next.triggerSeconds).toBe(100);
    expect(next.triggers).toEqual(first.triggers);
  });
});

describe('a trigger', () => {
  const plan = aPlan({ trigger: 'error_rate > 2%', hasBaseline: false });

  it('fails on proof and never has to pass: a stage that has only triggers is clear', () => {
    expect(say(judged(20, plan, second([10, 2])), plan)).toBe('fail/absolute');
    expect(say(judged(10, plan, clean), plan)).toBe('collecting/min-duration');
    expect(say(judged(600, plan, second([10, 0])), plan)).toBe('pass/trigger-clear');
  });

  it('is not clear when there is no data', () => {
    expect(say(judged(600, plan, second('absent')), plan)).toBe('hold/absent');
  });
});

describe('limits in other words', () => {
  it('give the same ledgers: success_rate above 99 % is error_rate below 1 %', () => {
    const [errors, successes] = [aPlan(), aPlan({ gate: 'success_rate > 99%' })];
    const blocks = (at: number) => second([50, at % 7 === 0 ? 1 : 0]);
    const [one, other] = [judged(300, errors, blocks), judged(300, successes, blocks)];

    expect(firstOf(assess(other, successes)).e).toEqual(firstOf(assess(one, errors)).e);
    expect(firstOf(assess(other, successes)).bounds.limit).toBeCloseTo(0.99, 12);
    expect(firstOf(assess(other, successes)).bounds.observed).toBeGreaterThan(0.99);
  });

  it.each([
    ['error_rate < baseline * 2', [950, 19], [50, 0], 'pass/proven', [50, 5], 'fail/relative'],
    ['error_rate < baseline + 1%', [950, 9], [50, 0], 'pass/proven', [50, 5], 'fail/absolute'],
    ['success_rate > baseline - 1%', [950, 9], [50, 0], 'pass/proven', [50, 5], 'fail/absolute'],
    ['success_rate > baseline * 0.98', [950, 9], [50, 0], 'pass/proven', [50, 5], 'fail/absolute'],
  ] as const)('judge %s against the live stable track', (gate, stable, good, pass, bad, fail) => {
    const plan = aPlan({ gate });

    expect(say(judged(600, plan, second(good, stable)), plan)).toBe(pass);
    expect(say(judged(600, plan, second(bad, stable)), plan)).toBe(fail);
  });
});

describe('the words of a verdict', () => {
  it('say what was observed, and what follows', () => {
    const plan = aPlan();
    const failed = firstOf(assess(judged(4, plan, second([50, 2])), plan));
    const alone = aPlan({ hasBaseline: false });
    const failedAlone = firstOf(assess(judged(20, alone, second([50, 2], 'absent')), alone));
    const waiting = firstOf(assess(judged(5, plan, second([20, 0])), plan));

    expect(failed.text).toMatch(
      /^error_rate 4 % \(8 of 200\), stable 0\.11 %; not error_rate < 1%, and proven more than 1\.5 times stable \(E = [\d ]+ >= 160\)$/,
    );
    expect(failedAlone.text).toMatch(
      /^error_rate 4 % \(40 of 1 000\); error_rate < 1% is proven false \(E = 1\.2e10 >= 80\)$/,
    );
    expect(waiting.text).toMatch(
      /^error_rate 0 % \(0 of 100\), stable 0\.11 %; not proven yet \(E = 1\.\d+ < 20\), needs about \d+ more requests, \d+ s$/,
    );
    expect(waiting.needsRequests).toBeGreaterThan(300);
    expect(waiting.needsMinutes).toBeCloseTo((waiting.needsRequests ?? 0) / 1_200, 6);
  });

  it('know no needs for a rate that will not pass', () => {
    const plan = aPlan({ hasBaseline: false });

    expect(firstOf(assess(judged(100, plan, second([50, 1])), plan))).toMatchObject({
      needsRequests: null,
      needsMinutes: null,
    });
  });

  it('stand as the cheap standings do', () => {
    const plan = aPlan({ trigger: 'error_rate > 2%', gate: 'error_rate < 1%' });
    const state = judged(50, plan, second([50, 1]));

    expect(standingsOf(state, plan).stage).toEqual({
      state: assess(state, plan).state,
      reason: assess(state, plan).reason,
    });
  });
});
