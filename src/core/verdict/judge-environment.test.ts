import { describe, expect, it } from 'vitest';
import { aPlan, calm, clean, firstOf, judged, ledgersOf, say, second } from '../../testing/judged-counts.ts';
import { assess } from './assess.ts';
import { judgeBlock, startJudge } from './judge.ts';
import type { JudgeState } from './judge-state.ts';

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
