import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8'));

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-action-'));
  // Says what it was given, a line each, and ends as it is told.
  writeFileSync(join(folder, 'plimsoll'), '#!/bin/sh\nprintf "%s\\n" "$@" "token=$PLIMSOLL_TOKEN"\nexit "$ENDS"\n');
  chmodSync(join(folder, 'plimsoll'), 0o755);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the script as the action does, with its inputs' defaults. */
function run(inputs = {}, env = { ENDS: '0' }) {
  const [step] = action.runs.steps;
  const given = {
    ...Object.fromEntries(Object.entries(action.inputs).map(([name, one]) => [name, one.default])),
    ...inputs,
  };
  const filled = Object.fromEntries(
    Object.entries(step.env).map(([name, text]) => [
      name,
      text.replace(/\$\{\{ inputs\.([a-z-]+) \}\}/, (_, key) => given[key]),
    ]),
  );
  const output = join(folder, 'output');
  writeFileSync(output, '');
  const { status, stdout } = spawnSync('bash', ['-c', step.run], {
    env: { PATH: `${folder}:${process.env.PATH}`, GITHUB_ACTION_PATH: ROOT, GITHUB_OUTPUT: output, ...filled, ...env },
    encoding: 'utf8',
  });
  return { status, said: stdout.trim().split('\n'), output: readFileSync(output, 'utf8') };
}

describe('the action', () => {
  it('deploys, and waits for no person', () => {
    const { status, said } = run();

    expect(status).toBe(0);
    expect(said).toEqual(['deploy', '--no-input', '-C', '.', '--no-wait', 'token=']);
  });

  it('gives each line on as one argument, whatever stands in it', () => {
    const { said } = run({
      command: 'config check',
      arguments: '--reason\nit is; $(touch no) "quoted"\n',
      token: 'plm_ci_x',
    });

    expect(said).toEqual([
      ...['config', 'check', '--no-input', '-C', '.', '--reason', 'it is; $(touch no) "quoted"', 'token=plm_ci_x'],
    ]);
  });

  it.each([
    ['6', 'false', 0],
    ['6', 'true', 6],
    ['8', 'false', 8],
  ])('ended with %s and told to wait %s ends with %i, and hands the code on', (ends, wait, status) => {
    const ran = run({ 'wait-for-person': wait }, { ENDS: ends });

    expect(ran.status).toBe(status);
    expect(ran.output).toContain(`exit=${ends}\n`);
  });

  it('lets no text from outside be part of a command', () => {
    for (const step of action.runs.steps) expect(step.run).not.toMatch(/\$\{\{/);
  });

  it('is a script that bash reads', () => {
    expect(() => execFileSync('bash', ['-n', join(ROOT, 'scripts/action.sh')])).not.toThrow();
  });
});
