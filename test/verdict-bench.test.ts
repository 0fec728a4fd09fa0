import { describe, expect, it } from 'vitest';
import { Campaign } from '../bench/verdict/campaign.ts';
import { errorRateClaims } from '../bench/verdict/claims/error-rates.ts';
import { latencyClaims } from '../bench/verdict/claims/latencies.ts';
import { summaryOf } from '../bench/verdict/summary.ts';

/** Few runs: enough to see a judge that has lost what it promises, not enough to measure it. `npm run bench:verdict` does that. */
const RUNS = 6;

/** Claims whose goal is a share: medians of so few runs are held by no goal. */
const isShare = (goal: string): boolean => goal === '0' || goal.endsWith('%');

const some = [...errorRateClaims, ...latencyClaims].filter(({ jobs }) =>
  jobs.every(
    ({ scenario, judge }) =>
      judge === 'ours' && /^(errors (same|2%|5%|incident) @100?|latency same @10) /.test(scenario),
  ),
);

describe('what the judge promises', () => {
  it('holds in a few runs of some cells of the benchmark', async () => {
    const results = await new Campaign(RUNS, 1).run(some.flatMap(({ jobs }) => jobs));

    const rows = some.map((claim) => claim.row(results, RUNS)).filter(({ goal }) => isShare(goal));

    expect(rows.length).toBeGreaterThan(15);
    expect(rows.filter(({ held, stretch }) => !held && !stretch)).toEqual([]);
  });

  it('is more than the naive rule does: that takes good candidates back, and this judge does not', async () => {
    const scenario = 'errors same @10 5%';
    const results = await new Campaign(40, 1).run([
      { scenario, judge: 'ours' },
      { scenario, judge: 'point 60 s' },
      { scenario, judge: 'z-test 10 s' },
    ]);

    expect(summaryOf(results(scenario, 'point 60 s')).failed).toBeGreaterThan(0.1);
    expect(summaryOf(results(scenario, 'z-test 10 s')).failed).toBeGreaterThan(0.05);
    expect(summaryOf(results(scenario, 'ours')).failed).toBe(0);
  });

  it('gives the same endings whenever it is run, in whatever portions', async () => {
    const job = { scenario: 'errors 2% @100 5%', judge: 'ours' } as const;
    const once = await new Campaign(4, 1).run([job]);
    const again = await new Campaign(6, 1).run([{ ...job, judge: 'point 10 s' }, job]);

    expect(again(job.scenario, 'ours').slice(0, 4)).toEqual(once(job.scenario, 'ours'));
  });
});
