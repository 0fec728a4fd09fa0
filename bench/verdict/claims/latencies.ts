import type { Claim } from '../claim.ts';
import { logNormal } from '../latency-shape.ts';
import { named } from '../scenarios.ts';
import type { Summary } from '../summary.ts';
import { COMPARISON_BUDGET } from '../this-judge.ts';
import { waldLatency } from '../wald.ts';
import { CELLS, cell, share, where } from './cells.ts';

const TAIL = 0.01;
const FACTOR = 1.1;

/** Everything that page 03 promises of gates on latencies. */
export const latencyClaims: readonly Claim[] = [
  ...CELLS.map(([rate, weight]) => share('A/A p99 rolled back', 'latency same', rate, weight, 'failed', 0.005)),
  ...CELLS.map(([rate, weight]) =>
    share('A/A p99, heavy tail, rolled back', 'latency same heavy', rate, weight, 'failed', 0.005),
  ),
  share('A/A p99 held', 'latency same', 100, 0.05, 'held', 0.01),
  median('p99 +30 %, requests until held', 'latency +30%', (summary) => summary.heldAfter, 250),
  median('p99 +30 %, requests until rolled back', 'latency +30%', (summary) => summary.exposed, 1_500),
  efficiency('+30%', 1.3),
  efficiency('+100%', 2),
];

function median(claim: string, kind: 'latency +30%', of: (summary: Summary) => number, most: number): Claim {
  return {
    jobs: [{ scenario: named(kind, 100, 0.05), judge: 'ours' }],
    row: (results) => {
      const summary = cell(results, kind, 100, 0.05);
      const measured = of(summary);
      return {
        claim: `${claim} ${where(100, 0.05)}`,
        measured: `median ${measured} (${Math.round(100 * summary.failed)} % rolled back)`,
        goal: `<= ${most}`,
        held: measured <= most && summary.failed > 0.5,
        stretch: false,
      };
    },
  };
}

function efficiency(slow: '+30%' | '+100%', times: number): Claim {
  const fewest = waldLatency(logNormal, times, FACTOR, TAIL, 2 / COMPARISON_BUDGET);
  return {
    jobs: [{ scenario: named(`latency ${slow}`, 100, 0.05), judge: 'ours' }],
    row: (results) => {
      const { exposed } = cell(results, `latency ${slow}`, 100, 0.05);
      const ratio = exposed / fewest;
      return {
        claim: `p99 ${slow}, median requests against the Wald limit ${where(100, 0.05)}`,
        measured: `${ratio.toFixed(2)}x (${exposed} of ${fewest.toFixed(0)})`,
        goal: '<= 2.00x',
        held: ratio <= 2,
        stretch: false,
      };
    },
  };
}
