// Runs every step, also after one that failed, and says at the end what failed, and how many passed and failed.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingComponents } from './components.mjs';
import { failuresOf, inShort } from './failures.mjs';
import { tally } from './tally.mjs';

const BUILDING = 'types';
const STEPS = [
  { name: BUILDING, run: ['typescript/bin/tsc', '-b', '--pretty', 'false'] },
  { name: 'types of tests', run: ['typescript/bin/tsc', '-p', 'tsconfig.test.json', '--pretty', 'false'] },
  { name: 'types of the page', run: ['typescript/bin/tsc', '-p', 'src/web', '--pretty', 'false'] },
  { name: 'format and lint', run: ['@biomejs/biome/bin/biome', 'check', '.'] },
  {
    name: 'import walls',
    run: ['dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.cjs', 'src'],
  },
  { name: 'dead code', run: ['knip/bin/knip.js', '--no-progress'] },
];

const isForPeople = process.stdout.isTTY === true;
const env = { ...process.env, ...(isForPeople ? {} : { NO_COLOR: '1' }) };
if (!isForPeople) delete env.FORCE_COLOR;

const flags = process.argv.slice(2);
const unknown = flags.find((flag) => flag !== '--components');
if (unknown !== undefined) {
  const isHelp = unknown === '--help' || unknown === '-h';
  (isHelp ? process.stdout : process.stderr).write(
    `usage: ./check [--components]${isHelp ? '' : `, not ${unknown}`}\n`,
  );
  process.exit(isHelp ? 0 : 2);
}
const withComponents = flags.includes('--components');

let passed = 0;
let failed = 0;
const failures = [];
let isBuilt = false;
const line = (good, text) => console.log(`${good ? '✔' : '✖'} ${text}`);

// Two at a time, as most machines have two cores or more; told in their order.
const done = [];
for (const [index, step] of STEPS.entries()) {
  done.push((done[index - 2] ?? Promise.resolve()).then(() => node(step.run, 'pipe')));
}
for (const [index, { name }] of STEPS.entries()) {
  const { exitCode, output, seconds } = await done[index];
  if (name === BUILDING) isBuilt = exitCode === 0;
  line(exitCode === 0, `${name}  ${seconds} s`);
  if (exitCode === 0) passed += 1;
  else {
    failed += 1;
    failures.push({ name, message: output });
    console.log(output.trimEnd());
  }
}

if (withComponents) {
  for (const { name, package: from, why } of missingComponents()) {
    failed += 1;
    failures.push({ name: `${name} is missing`, message: `Debian package ${from}` });
    line(false, `${name} is missing (Debian package ${from}): it is ${why}`);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-check-'));
const file = join(folder, 'report.json');
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`, '--slowTestThreshold=20000'];
const left = withComponents ? [] : ['--project', '!components'];
console.log('… tests');
// Suites that run the built program need not build it again, nor two of them at once.
if (isBuilt) env.CHECK_HAS_BUILT = 'yes';
const tests = await node(['vitest/vitest.mjs', 'run', ...reporters, ...left], 'inherit');
const report = readReport();
const counted = tally(report, tests.exitCode);
failures.push(...failuresOf(report));
rmSync(folder, { recursive: true, force: true });
passed += counted.passed;
failed += counted.failed;
line(counted.failed === 0, `tests  ${tests.seconds} s  ${counted.passed} passed, ${counted.skipped} skipped`);
for (const note of counted.notes) console.log(note);

process.exitCode = failed === 0 ? 0 : 1;
// Once more and in short: where an output is cut, its end is what is left.
if (failures.length > 0) console.log(['', 'what failed', ...inShort(failures, process.cwd())].join('\n'));
console.log(`${passed} passed, ${failed} failed`);

function readReport() {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function node([program, ...args], stdio) {
  const start = performance.now();
  const child = spawn(process.execPath, [join('node_modules', program), ...args], {
    env,
    stdio: ['ignore', stdio, stdio],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (output += text));
  return new Promise((done) => {
    child.on('error', (error) => (output += `${error.message}\n`));
    child.on('close', (code) =>
      done({ exitCode: code ?? 1, output, seconds: ((performance.now() - start) / 1000).toFixed(1) }),
    );
  });
}
