import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
let folder = '';

// A folder with the real scripts and stand-ins for the programs they call: what is tested here is how ./check deals with them.
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-check-test-'));
  for (const part of [
    'check',
    'scripts/setup.sh',
    'scripts/check.mjs',
    'scripts/tally.mjs',
    'scripts/failures.mjs',
    'scripts/components.mjs',
  ]) {
    cpSync(join(ROOT, part), join(folder, part));
  }
  put('package-lock.json', '{}');
  put('node_modules/.installed-package-lock.json', '{}');
  for (const program of ['typescript/bin/tsc', 'knip/bin/knip.js', '@biomejs/biome/bin/biome']) step(program, 0);
  step('dependency-cruiser/bin/dependency-cruise.mjs', 0);
  tests({ numPassedTests: 3 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(file, text, mode = 0o644) {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
  chmodSync(join(folder, file), mode);
}
const step = (program, exitCode) =>
  put(`node_modules/${program}`, `console.log('said'); process.exitCode = ${exitCode};`);

/** A test runner that leaves this report, and its arguments. */
function tests(counts) {
  const report = {
    numFailedTests: 0,
    numPassedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [],
    ...counts,
  };
  put(
    'node_modules/vitest/vitest.mjs',
    `import { writeFileSync } from 'node:fs';
    const file = process.argv.find((one) => one.startsWith('--outputFile.json=')).slice(18);
    writeFileSync(file, ${JSON.stringify(JSON.stringify(report))});
    writeFileSync('arguments', process.argv.slice(2).join(' '));`,
  );
}

/** Stands before the real program of that name. */
const standIn = (name, text) => put(`bin/${name}`, `#!/bin/sh\n${text}\n`, 0o755);

function check(args = [], path = [join(folder, 'bin'), process.env.PATH].join(delimiter)) {
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['./check', ...args], {
    cwd: folder,
    env: { PATH: path },
    encoding: 'utf8',
  });
  return { status, lines: stdout.trimEnd().split('\n'), stderr };
}

describe('./check', () => {
  it('ends with one line that counts each step and each test, and exits 0', () => {
    const { status, lines } = check();

    expect(lines.at(-1)).toBe('9 passed, 0 failed');
    expect(lines.join('\n')).not.toContain('\u001b');
    expect(status).toBe(0);
  });

  it('goes on after a step that failed, shows what it said, and exits 1', () => {
    step('typescript/bin/tsc', 1);

    const { status, lines } = check();

    expect(lines).toContain('said');
    expect(lines.at(-1)).toBe('6 passed, 3 failed');
    expect(status).toBe(1);
  });

  it('ends with what failed in short, right before the last line', () => {
    step('knip/bin/knip.js', 1);
    const failed = { status: 'failed', fullName: 'a rule holds', failureMessages: ['expected 1 to be 2'] };
    const testResults = [{ name: join(folder, 'src/a.test.ts'), status: 'failed', assertionResults: [failed] }];
    tests({ numPassedTests: 3, numFailedTests: 1, testResults });

    const { lines } = check();

    expect(lines.slice(-6)).toEqual([
      'what failed',
      '✖ dead code',
      '    said',
      '✖ src/a.test.ts > a rule holds',
      '    expected 1 to be 2',
      '8 passed, 2 failed',
    ]);
  });

  it('fails when no test ran', () => {
    tests({});

    const { status, lines } = check();

    expect(lines.slice(-2)).toEqual(['no test ran', '6 passed, 1 failed']);
    expect(status).toBe(1);
  });

  it('leaves the suites on components out unless they are asked for', () => {
    check();
    expect(readFileSync(join(folder, 'arguments'), 'utf8')).toContain('--project !components');

    check(['--components']);
    expect(readFileSync(join(folder, 'arguments'), 'utf8')).not.toContain('--project');
  });

  it('names every component that is missing', () => {
    put(
      'scripts/components.mjs',
      'export const missingComponents = () => [{ name: "frob", package: "frobs", why: "x" }];',
    );

    const { status, lines } = check(['--components']);

    expect(lines).toContain('✖ frob is missing (Debian package frobs): it is x');
    expect(lines.at(-1)).toBe('9 passed, 1 failed');
    expect(status).toBe(1);
  });

  it('refuses a flag it does not know', () => {
    expect(check(['--fast'])).toMatchObject({ status: 2, stderr: 'usage: ./check [--components], not --fast\n' });
  });
});

describe('setup', () => {
  it.each(['v18.20.0', 'v20.18.3', 'v9.0.0'])('says in one line what to do about Node %s', (version) => {
    standIn('node', `echo ${version}`);

    const { status, stderr } = check();

    expect(stderr).toMatch(new RegExp(`^Node 20\\.19 or later is needed, found ${version.slice(1)}: .*\n$`));
    expect(status).toBe(2);
  });

  it.each(['npm', 'git'])('says in one line that %s is missing', (name) => {
    for (const tool of ['npm', 'git'].filter((one) => one !== name)) standIn(tool, 'exit 0');
    standIn('node', 'echo v20.19.0');
    standIn('dirname', 'echo .');

    const { status, stderr } = check([], join(folder, 'bin'));

    expect(stderr).toMatch(new RegExp(`^${name} is needed and was not found: .*\n$`));
    expect(status).toBe(2);
  });

  it('installs when the lock file changed, and only then', () => {
    standIn('npm', 'echo "$@" >> installs');

    check(['--help']);
    expect(existsSync(join(folder, 'installs'))).toBe(false);

    put('package-lock.json', '{ "changed": true }');
    check(['--help']);
    check(['--help']);
    expect(readFileSync(join(folder, 'installs'), 'utf8')).toBe('ci --no-audit --no-fund --loglevel=error\n');
  });

  it('tries again after an install that broke off', () => {
    put('package-lock.json', '{ "changed": true }');
    standIn('npm', 'exit 1');

    expect(check()).toMatchObject({ status: 2, stderr: expect.stringContaining('could not be installed') });
    expect(check()).toMatchObject({ status: 2 });
  });
});

describe('the components', () => {
  it('are listed with the packages that bring them', () => {
    const listed = spawnSync(process.execPath, ['scripts/components.mjs', 'packages'], { cwd: ROOT, encoding: 'utf8' });

    expect(listed.stdout).toMatch(/^([a-z0-9.+-]+\n)+$/);
  });

  it('are found missing where they are not', () => {
    const script = 'import("./scripts/components.mjs").then((m) => console.log(m.missingComponents().length))';
    put(
      'scripts/components.mjs',
      readFileSync(join(ROOT, 'scripts/components.mjs'), 'utf8').replaceAll('sbin', 'none'),
    );
    const told = spawnSync(process.execPath, ['-e', script], { cwd: folder, env: { PATH: folder }, encoding: 'utf8' });

    expect(Number(told.stdout)).toBeGreaterThan(0);
  });
});
