import { judgedStage, naiveStage, STAGE_SECONDS } from './run.ts';
import { keeps, percent, type Summary, summaryOf, waldLimit } from './summary.ts';
import type { Traffic } from './traffic.ts';

/** One line of the table: what was claimed, what was measured, and whether the goal was met. */
export interface Row {
  readonly claim: string;
  readonly measured: string;
  readonly goal: string;
  readonly met: boolean;
  /** A stretch goal is reported and does not fail the run. */
  readonly stretch: boolean;
}

const RATES = [1, 10, 100, 1_000];
const STABLE = 0.0012;
const always = (rate: number) => (): number => rate;

const aTraffic = (changes: Partial<Traffic>): Traffic => ({
  rate: 100,
  weight: 0.05,
  stableErrors: always(STABLE),
  candidateErrors: always(STABLE),
  burst: 1,
  ...changes,
});

type Judge = (traffic: Traffic) => Summary;
type Keeps = (share: number, goal: number) => boolean;

/** Runs every claim about error rates, one row at a time. */
export function* claims(runs: number): Generator<Row> {
  const judge = (traffic: Traffic): Summary => summaryOf(seeds(runs).map((seed) => judgedStage(traffic, seed)));
  const naive = (traffic: Traffic): Summary => summaryOf(seeds(runs).map((seed) => naiveStage(traffic, seed)));
  const kept: Keeps = (share, goal) => keeps(share, goal, runs);
  yield* sameRelease(judge, naive, kept);
  yield* worseRelease(judge, naive);
  yield* lateOnset(judge, kept);
  yield* badDays(judge, kept);
}

const seeds = (runs: number): readonly number[] => Array.from({ length: runs }, (_, run) => 7_919 * (run + 1));

const row = (claim: string, measured: string, goal: string, met: boolean, stretch = false): Row => ({
  claim,
  measured,
  goal,
  met,
  stretch,
});

const HEALTHY_ASKED: Readonly<Record<string, number>> = { '10/0.05': 0.3, '10/0.25': 0.01 };

function* sameRelease(judge: Judge, naive: Judge, kept: Keeps): Generator<Row> {
  for (const weight of [0.05, 0.25]) {
    for (const rate of RATES) {
      const traffic = aTraffic({ rate, weight });
      const [ours, theirs] = [judge(traffic), naive(traffic)];
      const where = `@${rate} req/s, ${100 * weight} %`;
      const said = `${percent(ours.failed)} (point rule ${percent(theirs.failed)})`;
      yield row(`A/A rolled back ${where}`, said, '<= 0.5 %', kept(ours.failed, 0.005));
      const asked = HEALTHY_ASKED[`${rate}/${weight}`];
      if (asked !== undefined) {
        yield row(`healthy asked ${where}`, percent(ours.asked), `<= ${100 * asked} %`, kept(ours.asked, asked));
      }
    }
  }
}

const EXPOSURE: Readonly<Record<number, number>> = { 100: 1, 1000: 0.15 };
const FAIL_AT = 160;

function* worseRelease(judge: Judge, naive: Judge): Generator<Row> {
  for (const errors of [0.02, 0.05]) {
    for (const rate of RATES) {
      const traffic = aTraffic({ rate, candidateErrors: always(errors) });
      const [ours, theirs] = [judge(traffic), naive(traffic)];
      const where = `${100 * errors} % @${rate} req/s`;
      const ends = `${percent(ours.passed)} (rolled back ${percent(ours.failed)}, asked ${percent(ours.asked)})`;
      yield row(`${where} promoted`, ends, '0', ours.passed === 0);
      const most = EXPOSURE[rate];
      if (most === undefined) continue;
      const times = ours.exposed / theirs.exposed;
      const exposed = `${ours.exposed} against ${theirs.exposed}: ${times.toFixed(2)}x`;
      yield row(`${where} requests exposed`, exposed, `<= ${most.toFixed(2)}x`, times <= most);
      if (rate !== 100) continue;
      const fewest = waldLimit(errors, STABLE, 0.05, 1.5, FAIL_AT);
      const cost = ours.exposed / fewest;
      const said = `${cost.toFixed(2)}x of ${fewest.toFixed(0)}`;
      yield row(`${where} against the Wald limit`, said, '<= 2.00x', cost <= 2);
    }
  }
}

function* lateOnset(judge: Judge, kept: Keeps): Generator<Row> {
  for (const errors of [0.02, 0.05]) {
    for (const rate of RATES) {
      const candidateErrors = (second: number): number => (second > STAGE_SECONDS / 2 ? errors : STABLE);
      const { passed } = judge(aTraffic({ rate, candidateErrors }));
      yield row(`${100 * errors} % from D/2 @${rate} req/s promoted`, percent(passed), '<= 0.5 %', kept(passed, 0.005));
    }
  }
}

function* badDays(judge: Judge, kept: Keeps): Generator<Row> {
  const incident = (second: number): number => (second > 200 && second <= 260 ? 0.05 : STABLE);
  for (const weight of [0.05, 0.25]) {
    for (const rate of RATES) {
      const { failed } = judge(aTraffic({ rate, weight, stableErrors: incident, candidateErrors: incident }));
      const where = `@${rate} req/s, ${100 * weight} %`;
      yield row(
        `shared incident rolled back ${where}`,
        percent(failed),
        '<= 0.5 %',
        kept(failed, 0.005),
        weight > 0.05,
      );
    }
  }
  for (const rate of RATES) {
    const near = always(0.008);
    const { failed } = judge(aTraffic({ rate, stableErrors: near, candidateErrors: near }));
    yield row(`both tracks 0.8 % rolled back @${rate} req/s`, percent(failed), '<= 0.5 %', kept(failed, 0.005));
  }
  const { failed } = judge(aTraffic({ rate: 10, burst: 5 }));
  yield row('same-second bursts rolled back @10 req/s', percent(failed), '<= 1 %', kept(failed, 0.01), true);
}
