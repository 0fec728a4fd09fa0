import type { Track } from '../../src/core/unit/environment.ts';
import type { Block, TrackBlock } from '../../src/core/verdict/block.ts';
import { addBurst, type Burst, CALM } from '../../src/core/verdict/ledger/tempering.ts';
import type { LatencyCounts } from '../../src/core/verdict/measurement.ts';
import type { LatencySampler } from './latency-shape.ts';
import type { Random } from './random.ts';

/** What the service does: how often requests come, how many of them fail, second by second, and how long they take. */
export interface Traffic {
  /** Requests a second over both tracks. */
  readonly rate: number;
  /** The candidate's share of them. */
  readonly weight: number;
  readonly errors: Readonly<Record<Track, (second: number) => number>>;
  /** Errors come in groups of this mean size within a second; 1: each by itself. */
  readonly burst: number;
  /** Null where the gate reads no latencies: they would be drawn for nothing. */
  readonly latency: Readonly<Record<Track, LatencySampler>> | null;
}

/** One second of that traffic as a closed block. */
export function secondOf(traffic: Traffic, random: Random, second: number): Block {
  const { rate, weight } = traffic;
  return {
    seconds: 1,
    untimed: false,
    weightShare: weight,
    values: { stable: {}, candidate: {} },
    stable: trackOf(traffic, 'stable', random, rate * (1 - weight), second),
    candidate: trackOf(traffic, 'candidate', random, rate * weight, second),
  };
}

function trackOf(traffic: Traffic, track: Track, random: Random, mean: number, second: number): TrackBlock {
  const { burst, latency } = traffic;
  const errorRate = traffic.errors[track](second);
  const good = random.poisson(mean * (1 - errorRate));
  const errors = burst === 1 ? random.poisson(mean * errorRate) : grouped(random, (mean * errorRate) / burst, burst);
  const requests = good + errors;
  const drawn = latency === null ? null : latency[track].draw(requests, random);
  return { kind: 'counts', requests, errors, fresh: true, routed: requests, latency: drawn };
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

const HOUR = 3_600;
const LATENCY_SECONDS = 600;

/** What is known of the stable track before a deployment: an hour of its errors, ten minutes of its latencies. */
export function stableBefore(
  traffic: Traffic,
  random: Random,
): { readonly burst: Burst; readonly latency: LatencyCounts | null } {
  let burst = CALM;
  const errorRate = traffic.errors.stable(0);
  for (let second = 0; second < HOUR; second += 1) {
    const mean = traffic.rate * errorRate;
    const errors = traffic.burst === 1 ? random.poisson(mean) : grouped(random, mean / traffic.burst, traffic.burst);
    burst = addBurst(burst, 1, errors);
  }
  const latency = traffic.latency?.stable.draw(random.poisson(traffic.rate * LATENCY_SECONDS), random) ?? null;
  return { burst, latency };
}
