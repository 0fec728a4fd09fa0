import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seconds } from '../../../core/kernel/duration.ts';
import { checkRunnerConformance } from '../../../testing/conformance/check-runner.ts';
import { anEffect, workspace, writeTree } from '../../../testing/conformance/workspace.ts';
import { commandChecks, folderOf } from './index.ts';

checkRunnerConformance('command', (stateDir) => commandChecks({ stateDir }));

describe('the runner of check commands', () => {
  const space = workspace();

  async function check(run: string, junit: string | null = null, env: Record<string, string> = {}) {
    const workDir = await writeTree(await space.path('source'), {});
    const spec = { run, timeout: seconds(30), junit };
    const request = { kind: 'integration' as const, spec, workDir, env };
    return commandChecks({ stateDir: await space.path('state') }).run(request, anEffect('check/1'));
  }
  const suite = (name: string) => `<testsuite name='${name}'><testcase name='t'/></testsuite>`;

  it('shows the command nothing of the control plane, and values only as environment', async () => {
    process.env.PLIMSOLL_SECRET_OF_TEST = 'leak';

    const { logTail } = await check('env', null, { PLIMSOLL_URL: '$(echo inserted)' });

    expect(logTail).toContain('PLIMSOLL_URL=$(echo inserted)');
    expect(logTail.join('\n')).not.toContain('leak');
    delete process.env.PLIMSOLL_SECRET_OF_TEST;
  });

  it('keeps the whole output and shows the last fifty lines of it, without control characters', async () => {
    const { logTail } = await check("seq 1 200; printf '\\033[31mred\\033[0m\\n'");

    expect(logTail).toHaveLength(50);
    expect(logTail.slice(-2)).toEqual(['200', 'red']);
    const log = await readFile(join(await space.path('state'), folderOf('check/1'), 'output.log'), 'utf8');
    expect(log.split('\n')).toHaveLength(202);
  });

  it('reads all files that a pattern names, in the tree only and through no link', async () => {
    await writeTree(await space.path('outside'), { 'c.xml': suite('outside') });
    await writeTree(await space.path('source'), {});
    await symlink(await space.path('outside'), await space.path('source/out'));
    const make = ['mkdir -p r/deep/er', `echo "${suite('one')}" > r/a.xml`, `echo "${suite('two')}" > r/deep/er/b.xml`];

    const result = await check([...make, 'ln -s a.xml r/l.xml'].join('; '), '**/*.xml');

    expect(result).toMatchObject({ passed: true });
    expect(result.suites.map((one) => one.name)).toEqual(['one', 'two']);
  });

  it('counts only what the run wrote when old results lie beside it', async () => {
    await writeTree(await space.path('source/r'), { 'old.xml': suite('old'), 'again.xml': suite('again') });

    const result = await check(`echo "${suite('new')}" > r/new.xml; echo "${suite('again')}" > r/again.xml`, 'r/*.xml');

    expect(result.suites.map((one) => one.name)).toEqual(['again', 'new']);
  });

  it('fails when one of several files cannot be read, whatever the others say', async () => {
    const result = await check(`echo "${suite('one')}" > a.xml; echo oops > b.xml`, '*.xml');

    expect(result).toMatchObject({ passed: false, problem: expect.stringContaining('result file b.xml') });
  });

  it.each(['../*.xml', '/tmp/*.xml', 'a/../../b.xml', ''])('refuses the pattern %j', async (junit) => {
    await expect(check('true', junit)).rejects.toThrow('does not stay inside');
  });

  it('gives another digest when a result file differs', async () => {
    const one = await check(`echo "${suite('one')}" > a.xml`, 'a.xml');
    await writeFile(await space.path('state', folderOf('check/1'), 'result.json'), '{}');
    await expect(check('true')).rejects.toThrow('not readable as the result');
    const workDir = await space.path('source');
    const spec = { run: `echo "${suite('two')}" > a.xml`, timeout: seconds(30), junit: 'a.xml' };
    const runner = commandChecks({ stateDir: await space.path('state') });
    const other = await runner.run({ kind: 'integration', spec, workDir, env: {} }, anEffect('check/2'));

    expect(other.digest).not.toBe(one.digest);
  });

  it('rejects when the source tree is not there', async () => {
    const runner = commandChecks({ stateDir: await space.path('state') });
    const spec = { run: 'true', timeout: seconds(30), junit: null };
    const request = { kind: 'smoke' as const, spec, workDir: await space.path('none'), env: {} };

    await expect(runner.run(request, anEffect('check/1'))).rejects.toMatchObject({ name: 'DriverError' });
  });
});
