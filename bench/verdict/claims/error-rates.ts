import type { Claim } from '../claim.ts';
import { named, STABLE } from '../scenarios.ts';
import { COMPARISON_BUDGET } from '../this-judge.ts';
import { waldAbsolute, waldBeside } from '../wald.ts';
import { CELLS, cell, share, where } from './cells.ts';

const BAD = ['2%', '5%'] as const;

/** The point rule's exposure that may not be exceeded, by rate, at a weight of 5 %. */
const EXPOSURE = [
  [100, 1],
  [1_000, 0.15],
] as const;

/** Everything that page 03 promises of gates on error rates. */
export const errorRateClaims: readonly Claim[] = [
  ...CELLS.map(([rate, weight]) => share('A/A errors rolled back', 'errors same', rate, weight, 'failed', 0.005)),
  ...BAD.flatMap((errors) =>
    CELLS.map(([rate, weight]) => share(`${errors} errors promoted`, `errors ${errors}`, rate, weight, 'passed', 0)),
  ),
  ...BAD.flatMap((errors) =>
    CELLS.map(([rate, weight]) =>
      share(`${errors} errors from D/2 promoted`, `errors late ${errors}`, rate, weight, 'passed', 0.005),
    ),
  ),
  ...BAD.flatMap((errors) => EXPOSURE.map(([rate, most]) => exposure(errors, rate, most))),
  ...BAD.map((errors) => efficiency(errors)),
  ...CELLS.map(([rate, weight]) =>
    share('shared incident rolled back', 'errors incident', rate, weight, 'failed', 0.005, weight > 0.05),
  ),
  share('healthy asked', 'errors same', 10, 0.05, 'asked', 0.3),
  share('healthy asked', 'errors same', 10, 0.25, 'asked', 0.01),
  ...CELLS.map(([rate, weight]) =>
    share('both tracks 0.8 % rolled back', 'errors both 0.8%', rate, weight, 'failed', 0.005),
  ),
  share('same-second bursts rolled back', 'errors bursts', 10, 0.05, 'failed', 0.01, true),
];

function exposure(errors: (typeof BAD)[number], rate: number, most: number): Claim {
  const scenario = named(`errors ${errors}`, rate, 0.05);
  return {
    jobs: [
      { scenario, judge: 'ours' },
      { scenario, judge: 'point 60 s' },
    ],
    row: (results) => {
      const [ours, point] = [
        cell(results, `errors ${errors}`, rate, 0.05),
        cell(results, `errors ${errors}`, rate, 0.05, 'point 60 s'),
      ];
      const times = ours.exposed / point.exposed;
      return {
        claim: `${errors} errors, exposed against the point rule ${where(rate, 0.05)}`,
        measured: `${times.toFixed(2)}x (${ours.exposed} to ${point.exposed} requests)`,
        goal: `<= ${most.toFixed(2)}x`,
        held: times <= most,
        stretch: false,
      };
    },
  };
}

/** A gate fails by either of two ledgers, each with half of the comparison's budget: the better limit of both is what counts. */
function efficiency(errors: (typeof BAD)[number]): Claim {
  const candidate = Number.parseFloat(errors) / 100;
  const failAt = 2 / COMPARISON_BUDGET;
  const fewest = Math.min(waldAbsolute(candidate, 0.01, failAt), waldBeside(candidate, STABLE, 0.05, 1.5, failAt));
  return {
    jobs: [{ scenario: named(`errors ${errors}`, 100, 0.05), judge: 'ours' }],
    row: (results) => {
      const { exposed } = cell(results, `errors ${errors}`, 100, 0.05);
      const times = exposed / fewest;
      return {
        claim: `${errors} errors, median requests against the Wald limit ${where(100, 0.05)}`,
        measured: `${times.toFixed(2)}x (${exposed} of ${fewest.toFixed(0)})`,
        goal: '<= 2.00x',
        held: times <= 2,
        stretch: false,
      };
    },
  };
}
