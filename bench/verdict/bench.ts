/*
 * What the judge promises, beside what seeded simulation measures of it and of the usual rules. Run with:
 * npm run bench:verdict -- [--runs N] [--threads N] [--only errors|latency|cost|table]. Exits 1 when a goal is missed that is no stretch.
 */
import { parseArgs } from 'node:util';
import { Campaign } from './campaign.ts';
import type { Claim, Row } from './claim.ts';
import { errorRateClaims } from './claims/error-rates.ts';
import { latencyClaims } from './claims/latencies.ts';
import { costRows } from './cost/cost.ts';
import { sideBySide, sideBySideJobs } from './side-by-side.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '2000' }, threads: { type: 'string' }, only: { type: 'string' } },
});
const runs = whole('runs', values.runs);
const threads = values.threads === undefined ? undefined : whole('threads', values.threads);

function whole(name: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  process.stderr.write(`--${name} takes a whole number, such as --${name} 200\n`);
  return process.exit(2);
}

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

function sayRow({ claim, measured, goal, held, stretch }: Row): void {
  const mark = held ? 'held' : stretch ? 'stretch: missed' : 'MISSED';
  say(`${claim.padEnd(66)} ${measured.padEnd(40)} ${goal.padEnd(10)} ${mark}`);
}

const started = performance.now();
const claims: readonly Claim[] = [
  ...(values.only === undefined || values.only === 'errors' ? errorRateClaims : []),
  ...(values.only === undefined || values.only === 'latency' ? latencyClaims : []),
];
say(`judge/1, a stage of 10 min, stable errors 0.12 %, ${runs} seeded runs a cell`);
say('a share may lie two standard errors over its goal; fewer than 200 runs are a look, not a proof\n');
const campaign = new Campaign(runs, threads);
const rows: Row[] = [];
const add = (row: Row): void => {
  rows.push(row);
  sayRow(row);
};
// Each line as soon as it is known: a run that is broken off has shown what it found.
for (const claim of claims) add(claim.row(await campaign.run(claim.jobs), runs));
if (values.only === undefined || values.only === 'cost') (await costRows()).forEach(add);
if (values.only === undefined || values.only === 'table') say(`\n${sideBySide(await campaign.run(sideBySideJobs))}`);
await campaign.end();
const missed = rows.filter(({ held, stretch }) => !held && !stretch).length;
say(`\n${rows.length} claims, ${missed} missed, ${((performance.now() - started) / 60_000).toFixed(1)} min`);
process.exitCode = missed === 0 ? 0 : 1;
