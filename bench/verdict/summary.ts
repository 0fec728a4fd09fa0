import type { Ending } from './ending.ts';

/** What many runs of one cell came to. */
export interface Summary {
  readonly failed: number;
  readonly passed: number;
  readonly asked: number;
  /** Medians of candidate requests, and of seconds, until the end. */
  readonly exposed: number;
  readonly seconds: number;
  /** Median of candidate requests until the weight was held for evidence or the candidate taken back. */
  readonly heldAfter: number;
  /** Share of runs in which evidence held the weight. */
  readonly held: number;
}

/** Shares and medians of all endings. */
export function summaryOf(endings: readonly Ending[]): Summary {
  const share = (verdict: Ending['verdict']): number =>
    endings.filter((ending) => ending.verdict === verdict).length / endings.length;
  return {
    failed: share('fail'),
    passed: share('pass'),
    asked: share('ambiguous'),
    exposed: median(endings.map(({ exposed }) => exposed)),
    seconds: median(endings.map(({ seconds }) => seconds)),
    heldAfter: median(endings.map(({ heldAfter }) => heldAfter ?? Infinity)),
    held: endings.filter(({ held }) => held).length / endings.length,
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Whether a measured share keeps a goal: few runs may lie above a true share by chance, so two standard errors are allowed. */
export const keeps = (share: number, goal: number, runs: number): boolean =>
  share <= goal + 2 * Math.sqrt((goal * (1 - goal)) / runs);

/** A share as a percentage with two digits behind the point where they tell anything. */
export const percent = (share: number): string => `${Number((100 * share).toFixed(2))} %`;
