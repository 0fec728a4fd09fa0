// Runs every step, also after one that failed, and says at the end how many passed and failed.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingComponents } from './components.mjs';
import { tally } from './tally.mjs';

const STEPS = [
  { name: 'types', run: ['typescript/bin/tsc', '-b', '--pretty', 'false'] },
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
const line = (good, text) => console.log(`${good ? '✔' : '✖'} ${text}`);

for (const { name, run } of STEPS) {
  const { exitCode, output, seconds } = await node(run, 'pipe');
  line(exitCode === 0, `${name}  ${seconds} s`);
  if (exitCode === 0) passed += 1;
  else {
    failed += 1;
    console.log(output.trimEnd());
  }
}

if (withComponents) {
  for (const { name, package: from, why } of missingComponents()) {
    failed += 1;
    line(false, `${name} is missing (Debian package ${from}): it is ${why}`);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-check-'));
const file = join(folder, 'report.json');
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`, '--slowTestThreshold=20000'];
const left = withComponents ? [] : ['--exclude', '**/*.components.test.ts'];
console.log('… tests');
const tests = await node(['vitest/vitest.mjs', 'run', ...reporters, ...left], 'inherit');
const counted = tally(readReport(), tests.exitCode);
rmSync(folder, { recursive: true, force: true });
passed += counted.passed;
failed += counted.failed;
line(counted.failed === 0, `tests  ${tests.seconds} s  ${counted.passed} passed, ${counted.skipped} skipped`);
for (const note of counted.notes) console.log(note);

process.exitCode = failed === 0 ? 0 : 1;
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
