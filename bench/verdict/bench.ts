import { parseArgs } from 'node:util';
import { claims } from './claims.ts';

/** Prints what the judge promises of error rates beside what seeded simulation measures; exits 1 when a goal is missed. */
const { values } = parseArgs({ options: { runs: { type: 'string', default: '200' } } });
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) {
  process.stderr.write('--runs takes a whole number of runs for each cell, such as --runs 200\n');
  process.exit(2);
}

process.stdout.write(`judge/1, gate error_rate < 1%, 10 min stage, stable 0.12 %, ${runs} seeded runs a cell\n`);
process.stdout.write(
  'a share may lie two standard errors over its goal; fewer than 200 runs are a look, not a proof\n\n',
);
const started = process.cpuUsage();
let missed = 0;
for (const { claim, measured, goal, met, stretch } of claims(runs)) {
  const mark = met ? 'ok' : stretch ? 'stretch' : 'MISSED';
  if (mark === 'MISSED') missed += 1;
  process.stdout.write(`${claim.padEnd(46)} ${measured.padEnd(44)} ${goal.padEnd(10)} ${mark}\n`);
}
const { user } = process.cpuUsage(started);
process.stdout.write(`\n${missed} goals missed, ${(user / 1e6).toFixed(0)} s of CPU\n`);
process.exitCode = missed === 0 ? 0 : 1;
