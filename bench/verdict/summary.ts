import type { Ending } from './run.ts';

/** What many runs of one cell came to. */
export interface Summary {
  readonly failed: number;
  readonly passed: number;
  readonly asked: number;
  /** Median of the candidate requests until the end. */
  readonly exposed: number;
}

/** Shares and the median of all endings. */
export function summaryOf(endings: readonly Ending[]): Summary {
  const share = (verdict: Ending['verdict']): number =>
    endings.filter((ending) => ending.verdict === verdict).length / endings.length;
  const exposures = endings.map((ending) => ending.exposed).sort((one, other) => one - other);
  return {
    failed: share('fail'),
    passed: share('pass'),
    asked: share('ambiguous'),
    exposed: exposures[Math.floor(exposures.length / 2)] ?? 0,
  };
}

/** The fewest candidate requests that a proof against the stable track can need: ln(1/a) over the information in each. */
export function waldLimit(candidate: number, stable: number, weight: number, ratio: number, failAt: number): number {
  const besides = (stable * (1 - weight)) / weight;
  const share = candidate / (candidate + besides);
  const allowed = (weight * ratio) / (weight * ratio + 1 - weight);
  const information =
    (candidate + besides) * (share * Math.log(share / allowed) + (1 - share) * Math.log((1 - share) / (1 - allowed)));
  return Math.log(failAt) / information;
}

/** Whether a measured share keeps a goal: few runs may lie above a true share by chance, so two standard errors are allowed. */
export const keeps = (share: number, goal: number, runs: number): boolean =>
  share <= goal + 2 * Math.sqrt((goal * (1 - goal)) / runs);

/** A share as a percentage with one decimal. */
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
