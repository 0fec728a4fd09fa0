import type { Results } from '../campaign.ts';
import type { Claim, Row } from '../claim.ts';
import type { JudgeName } from '../judges.ts';
import { type Kind, named, RATES, WEIGHTS } from '../scenarios.ts';
import { keeps, percent, type Summary, summaryOf } from '../summary.ts';

/** What one cell came to before one judge. */
export const cell = (results: Results, kind: Kind, rate: number, weight: number, judge: JudgeName = 'ours'): Summary =>
  summaryOf(results(named(kind, rate, weight), judge));

/** Where a cell lies: `@100 req/s, 5 %`. */
export const where = (rate: number, weight: number): string => `@${rate} req/s, ${100 * weight} %`;

/** Every rate at every weight. */
export const CELLS: readonly (readonly [rate: number, weight: number])[] = WEIGHTS.flatMap((weight) =>
  RATES.map((rate) => [rate, weight] as const),
);

/**
 * None: what none of 2000 runs says of a share. One that is never met in any number of runs cannot be promised: a pass is proven to
 * one in twenty, and a candidate at twice the limit passes once in 16 000 stages at ten requests a second.
 */
const NONE = 0.0015;

/** A claim that a share of the runs of one cell stays within a goal. For a goal of none no error of measurement is allowed. */
export function share(
  claim: string,
  kind: Kind,
  rate: number,
  weight: number,
  which: 'failed' | 'passed' | 'asked' | 'held',
  goal: number,
  stretch = false,
): Claim {
  return {
    jobs: [{ scenario: named(kind, rate, weight), judge: 'ours' }],
    row: (results, runs): Row => {
      const measured = cell(results, kind, rate, weight)[which];
      return {
        claim: `${claim} ${where(rate, weight)}`,
        measured: percent(measured),
        goal: goal === 0 ? `< ${percent(NONE)}` : `<= ${percent(goal)}`,
        held: goal === 0 ? measured < NONE : keeps(measured, goal, runs),
        stretch,
      };
    },
  };
}
