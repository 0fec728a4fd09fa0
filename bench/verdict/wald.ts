import { type LatencyShape, quantileOf, slower } from './latency-shape.ts';

/** The information of one observation for telling a share from a limit. */
const information = (share: number, limit: number): number =>
  share * Math.log(share / limit) + (1 - share) * Math.log((1 - share) / (1 - limit));

/** The fewest candidate requests that a proof against an absolute limit can need. */
export const waldAbsolute = (share: number, limit: number, failAt: number): number =>
  Math.log(failAt) / information(share, limit);

/** The fewest candidate requests that a proof against the stable track can need: only errors count, and whose they are. */
export function waldBeside(candidate: number, stable: number, weight: number, ratio: number, failAt: number): number {
  const besides = (stable * (1 - weight)) / weight;
  const share = candidate / (candidate + besides);
  const allowed = (weight * ratio) / (weight * ratio + 1 - weight);
  return Math.log(failAt) / ((candidate + besides) * information(share, allowed));
}

/** The fewest candidate requests that prove a quantile `times` as long to be over `factor` times the stable one. */
export function waldLatency(shape: LatencyShape, times: number, factor: number, tail: number, failAt: number): number {
  const limit = factor * quantileOf(shape, 1 - tail);
  return waldAbsolute(1 - slower(shape, times)(limit), tail, failAt);
}
