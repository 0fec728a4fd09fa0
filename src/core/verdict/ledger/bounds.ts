import { logMean, logRatios, type Side } from './likelihood.ts';

const HALVINGS = 40;

/** Counts of one track. */
export interface Counts {
  readonly requests: number;
  readonly events: number;
}

/** The highest rate that the counts prove to be exceeded, at an e-value of `least`; 0 when none is. */
export const lowerBound = (counts: Counts, least: number, tempering: number): number =>
  counts.events === 0 ? 0 : bisect(counts, 'up', Math.log(least), tempering);

/** The lowest rate that the counts prove not to be reached, at an e-value of `least`; 1 when none is. */
export const upperBound = (counts: Counts, least: number, tempering: number): number =>
  counts.events === counts.requests ? 1 : bisect(counts, 'down', Math.log(least), tempering);

/** Between the observed rate, which proves nothing, and the end of the scale, which the counts contradict most. */
function bisect(counts: Counts, side: Side, least: number, tempering: number): number {
  let open = counts.events / counts.requests;
  let proven = side === 'up' ? 0 : 1;
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (open + proven) / 2;
    if (middle <= 0 || middle >= 1) break;
    const logs = logRatios(side, counts.requests, counts.events, middle).map((log) => tempering * log);
    if (logMean(logs) >= least) proven = middle;
    else open = middle;
  }
  return proven;
}
