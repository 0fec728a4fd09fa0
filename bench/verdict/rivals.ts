import { parseGate } from '../../src/core/gate/grammar.ts';
import { isGateProblem } from '../../src/core/gate/problem.ts';
import { upperEdge } from '../../src/core/verdict/histogram.ts';
import { tailOf } from '../../src/core/verdict/judged-metrics.ts';
import type { LatencyCounts } from '../../src/core/verdict/measurement.ts';
import type { Ending } from './ending.ts';
import { isHigher } from './mann-whitney.ts';
import { Random } from './random.ts';
import { type Scenario, STAGE_SECONDS } from './scenarios.ts';
import { secondOf, stableBefore } from './traffic.ts';

/** What one track did over a time. */
interface Window {
  requests: number;
  errors: number;
  /** Counts by bucket, and where the buckets end. */
  latency: number[];
  endOf: (bucket: number) => number;
}

interface Seconds {
  readonly candidate: Window;
  readonly stable: Window;
}

/** Whether a rival takes the candidate back at the end of a second; it is shown every second of the stage, in order. */
type Rival = (now: Seconds, second: number) => boolean;

const empty = (): Window => ({ requests: 0, errors: 0, latency: [], endOf: upperEdge });

/** One stage before a rival: taken back when it says so, promoted at the end. */
export function rivalStage({ gate, traffic }: Scenario, seed: number, rivalFor: (gate: string) => Rival): Ending {
  const random = new Random(seed);
  // The same seed gives the same traffic as this judge sees, which looks at the hour before first.
  stableBefore(traffic, random);
  const rival = rivalFor(gate);
  let exposed = 0;
  for (let second = 1; second <= STAGE_SECONDS; second += 1) {
    const block = secondOf(traffic, random, second);
    const [candidate, stable] = [empty(), empty()];
    for (const [window, track] of [
      [candidate, block.candidate],
      [stable, block.stable],
    ] as const) {
      if (track.kind === 'absent') continue;
      Object.assign(window, { requests: track.requests, errors: track.errors, ...countsOf(track.latency) });
    }
    exposed += candidate.requests;
    if (rival({ candidate, stable }, second)) {
      return { verdict: 'fail', reason: '', exposed, seconds: second, heldAfter: exposed, held: false };
    }
  }
  return { verdict: 'pass', reason: '', exposed, seconds: STAGE_SECONDS, heldAfter: null, held: false };
}

function countsOf(latency: LatencyCounts | null): Pick<Window, 'latency' | 'endOf'> {
  if (latency === null) return { latency: [], endOf: upperEdge };
  if (latency.kind === 'foreign') {
    const { edges, counts } = latency;
    return { latency: [...counts], endOf: (bucket) => edges[bucket] ?? Number.MAX_VALUE };
  }
  const counts: number[] = [];
  for (const [bucket, count] of latency.counts) counts[bucket] = count;
  return { latency: counts, endOf: upperEdge };
}

function add(sum: Window, more: Window): void {
  sum.requests += more.requests;
  sum.errors += more.errors;
  sum.endOf = more.endOf;
  more.latency.forEach((count, bucket) => {
    sum.latency[bucket] = (sum.latency[bucket] ?? 0) + count;
  });
}

/** The naive point rule: the gate is read off each window, and so many breaches over `allowed` take the candidate back. */
export const pointRule =
  (every: number, allowed: number) =>
  (gate: string): Rival => {
    const breaks = breachOf(gate);
    let [candidate, stable, breaches] = [empty(), empty(), 0];
    return (now, second) => {
      add(candidate, now.candidate);
      add(stable, now.stable);
      if (second % every !== 0) return false;
      if (breaks({ candidate, stable })) breaches += 1;
      [candidate, stable] = [empty(), empty()];
      return breaches > allowed;
    };
  };

/** Whether the numbers of a window break a gate as they stand. */
function breachOf(gate: string): (window: Seconds) => boolean {
  const parsed = parseGate(gate, { baselineAllowed: true });
  if (isGateProblem(parsed) || parsed.condition.kind !== 'compare') throw new Error(`${gate} is no single comparison`);
  const { metric, limit } = parsed.condition;
  const tail = tailOf(metric);
  if (tail === null) {
    if (limit.kind !== 'quantity') throw new Error(`the point rule has no ${gate}`);
    return ({ candidate }) => candidate.errors > limit.quantity.value * candidate.requests;
  }
  const factor = limit.kind === 'baseline' ? limit.factor : 1;
  return ({ candidate, stable }) => quantile(candidate, tail) > factor * quantile(stable, tail);
}

/** The end of the bucket that holds a quantile. */
function quantile({ latency, endOf }: Window, tail: number): number {
  let total = 0;
  latency.forEach((count) => {
    total += count;
  });
  let left = Math.floor(total * tail);
  for (let bucket = latency.length - 1; bucket >= 0; bucket -= 1) {
    left -= latency[bucket] ?? 0;
    if (left < 0) return endOf(bucket);
  }
  return 0;
}

const Z_NOMINAL = 1.6449;

/** A one-sided two-proportion z-test at a nominal 5 %, on everything so far, asked again and again. */
export const repeatedZTest = (every: number) => (): Rival => {
  const [candidate, stable] = [empty(), empty()];
  return (now, second) => {
    add(candidate, now.candidate);
    add(stable, now.stable);
    if (second % every !== 0 || candidate.requests === 0 || stable.requests === 0) return false;
    const pooled = (candidate.errors + stable.errors) / (candidate.requests + stable.requests);
    const spread = Math.sqrt(pooled * (1 - pooled) * (1 / candidate.requests + 1 / stable.requests));
    if (spread === 0) return false;
    return candidate.errors / candidate.requests - stable.errors / stable.requests > Z_NOMINAL * spread;
  };
};

/** A Mann-Whitney test at the end over the error rates of single minutes. */
export const mannWhitneyAtEnd = (): Rival => {
  const minutes = { candidate: [] as number[], stable: [] as number[] };
  let [candidate, stable] = [empty(), empty()];
  return (now, second) => {
    add(candidate, now.candidate);
    add(stable, now.stable);
    if (second % 60 === 0) {
      minutes.candidate.push(candidate.errors / Math.max(1, candidate.requests));
      minutes.stable.push(stable.errors / Math.max(1, stable.requests));
      [candidate, stable] = [empty(), empty()];
    }
    return second === STAGE_SECONDS && isHigher(minutes.candidate, minutes.stable);
  };
};
