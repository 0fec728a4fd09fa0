import { ALL, type Weight } from '../kernel/weight.ts';
import { roundedDown, roundedUp } from './share.ts';
import type { RollingSpec, Serving, Stage } from './strategy.ts';

/** How instances are replaced: what may be missing, what may be there beside the others, and what comes first in a batch. */
export interface Replacing {
  readonly unavailable: number;
  readonly surge: number;
  /** With room beside the others the new ones are brought up first and capacity never dips; without, the old ones go first. */
  readonly first: 'prepare' | 'retire';
}

/** How a rolling strategy replaces instances of stable by those of the candidate; null when its limits round to no room at all. */
export function replacingOf(spec: RollingSpec, { candidate }: Serving): Replacing | null {
  const unavailable = roundedDown(spec.maxUnavailable, candidate);
  const surge = roundedUp(spec.maxSurge, candidate);
  if (unavailable === 0 && surge === 0) return null;
  return { unavailable, surge, first: surge > 0 ? 'prepare' : 'retire' };
}

/** The fewest instances that serve at any moment of a replacement. */
export const floorOf = ({ unavailable }: Replacing, { candidate, stable }: Serving): number =>
  Math.max(0, Math.min(candidate, stable) - unavailable);

/** The batches of a replacement as stages: so many more of the candidate serve after each, so many fewer of stable. */
export function batchesOf(spec: RollingSpec, replacing: Replacing, from: Serving): readonly Stage[] {
  const size = replacing.first === 'prepare' ? replacing.surge : replacing.unavailable;
  const count = Math.max(1, Math.ceil(from.stable / size));
  return Array.from({ length: count }, (_, index) => {
    if (index === count - 1) {
      return { weight: ALL, duration: null, gates: [], serving: { candidate: from.candidate, stable: 0 } };
    }
    const serving = {
      candidate: Math.min(from.candidate, (index + 1) * size),
      stable: from.stable - (index + 1) * size,
    };
    return { weight: evenWeight(serving), duration: spec.batchDuration, gates: spec.gates, serving };
  });
}

/** The share of traffic at which every serving instance gets as much as any other. */
export function evenWeight({ candidate, stable }: Serving): Weight {
  const even = Math.round((candidate / (candidate + stable)) * ALL);
  // Whoever serves gets something, and only all of it is everything.
  return Math.min(ALL - 1, Math.max(1, even)) as Weight;
}
