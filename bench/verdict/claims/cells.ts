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

/** A claim that a share of the runs of one cell stays within a goal. */
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
        goal: goal === 0 ? '0' : `<= ${percent(goal)}`,
        held: goal === 0 ? measured === 0 : keeps(measured, goal, runs),
        stretch,
      };
    },
  };
}
