import type { Gate } from '../core/gate/gate.ts';
import { parseGate } from '../core/gate/grammar.ts';
import { isGateProblem } from '../core/gate/problem.ts';
import { minutes } from '../core/kernel/duration.ts';
import { ALL, type Weight } from '../core/kernel/weight.ts';
import type { Stage } from '../core/strategy/strategy.ts';
import { bucketOf } from '../core/verdict/histogram.ts';
import { addLatencies, type Distribution } from '../core/verdict/latency/distribution.ts';
import { CALM } from '../core/verdict/ledger/tempering.ts';
import type { StableRecord } from '../core/verdict/power/stable-record.ts';
import { normalBelow } from './normal.ts';

/** A gate as written, beside a stable track. */
export function gateOf(text: string): Gate {
  const gate = parseGate(text, { baselineAllowed: true });
  if (isGateProblem(gate)) throw new Error(gate.message);
  return gate;
}

/** A canary of one stage, followed by all traffic. */
export const oneStage = (percent: number, length: number, ...gates: string[]): readonly Stage[] => [
  { weight: (percent * 10) as Weight, duration: minutes(length), gates: gates.map(gateOf) },
  { weight: ALL, duration: null, gates: [] },
];

/** A quarter of an hour of a stable track with these requests a second and this share of errors. */
export function aStableRecord(rate: number, errorShare = 0.0012, latency: Distribution | null = null): StableRecord {
  const seconds = 900;
  return {
    ...{ seconds, latency, burst: CALM },
    arrivals: Math.round(seconds * rate),
    requests: Math.round(seconds * rate),
    errors: Math.round(seconds * rate * errorShare),
  };
}

/** Log-normal latencies around a median of 80 ms: a thousand quantiles, evenly spread, a hundred times each. */
export function logNormalLatencies(sigma = 0.6): Distribution {
  const counts = new Map<number, number>();
  for (let at = 0; at < 100_000; at += 1) {
    const bucket = bucketOf(80 * Math.exp(sigma * normalQuantile((at + 0.5) / 100_000))) ?? 0;
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  const latencies = addLatencies(null, { kind: 'own', counts: [...counts].sort((one, other) => one[0] - other[0]) });
  if (latencies === null) throw new Error('no latencies');
  return latencies;
}

/** By halving the normal's own sum: slow, and without a formula to mistype. */
function normalQuantile(share: number): number {
  let [low, high] = [-7, 7];
  for (let step = 0; step < 30; step += 1) {
    const middle = (low + high) / 2;
    if (normalBelow(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
