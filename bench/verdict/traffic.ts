import type { Block, TrackBlock } from '../../src/core/verdict/block.ts';
import { addBurst, type Burst, CALM } from '../../src/core/verdict/ledger/tempering.ts';
import type { Random } from './random.ts';

/** What the service does: how often requests come and how many of them fail, second by second. */
export interface Traffic {
  /** Requests a second over both tracks. */
  readonly rate: number;
  /** The candidate's share of them. */
  readonly weight: number;
  readonly stableErrors: (second: number) => number;
  readonly candidateErrors: (second: number) => number;
  /** Errors come in groups of this mean size within a second; 1: each by itself. */
  readonly burst: number;
}

/** One second of that traffic as a closed block. */
export function secondOf(traffic: Traffic, random: Random, second: number): Block {
  const { rate, weight, burst } = traffic;
  return {
    seconds: 1,
    untimed: false,
    weightShare: weight,
    stable: trackOf(random, rate * (1 - weight), traffic.stableErrors(second), burst),
    candidate: trackOf(random, rate * weight, traffic.candidateErrors(second), burst),
  };
}

function trackOf(random: Random, mean: number, errorRate: number, burst: number): TrackBlock {
  const good = random.poisson(mean * (1 - errorRate));
  const errors = burst === 1 ? random.poisson(mean * errorRate) : grouped(random, (mean * errorRate) / burst, burst);
  const requests = good + errors;
  return { kind: 'counts', requests, errors, fresh: true, routed: requests };
}

/** Groups whose size is geometric with the given mean. */
function grouped(random: Random, groups: number, burst: number): number {
  let errors = 0;
  for (let left = random.poisson(groups); left > 0; left -= 1) {
    do errors += 1;
    while (random.next() > 1 / burst);
  }
  return errors;
}

/** The hour of the stable track before the deployment. */
export function hourBefore(traffic: Traffic, random: Random): Burst {
  let burst = CALM;
  for (let second = 0; second < 3_600; second += 1) {
    const errors = trackOf(random, traffic.rate, traffic.stableErrors(0), traffic.burst);
    burst = addBurst(burst, 1, errors.kind === 'counts' ? errors.errors : 0);
  }
  return burst;
}
