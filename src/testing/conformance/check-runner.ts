import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type Duration, seconds } from '../../core/kernel/duration.ts';
import type { CheckRunner, RunResult } from '../../ports/check-runner.ts';
import { anEffect, LASTING, PASSING, PATIENTLY, workspace, writeTree } from './workspace.ts';

const GOOD = '<testsuite name="api"><testcase name="a"/><testcase name="b"><skipped/></testcase></testsuite>';
const BAD =
  '<testsuites><testsuite name="api"><testcase name="a"><failure>no</failure></testcase></testsuite></testsuites>';

/** The rules of every runner of check commands. Made again on the same state it is the same runner, started again. */
export function checkRunnerConformance(name: string, make: (stateDir: string) => CheckRunner): void {
  describe(`check runner ${name}`, () => {
    const space = workspace();

    async function run(
      command: string,
      given: { junit?: string; timeout?: Duration; id?: string; epoch?: number; signal?: AbortSignal } = {},
    ): Promise<RunResult> {
      const workDir = await writeTree(await space.path('source'), { 'good.xml': GOOD, 'bad.xml': BAD });
      const spec = { run: command, timeout: given.timeout ?? seconds(30), junit: given.junit ?? null };
      const request = { kind: 'smoke' as const, spec, workDir, env: { PLIMSOLL_URL: 'http://127.0.0.1:1' } };
      return make(await space.path('state')).run(request, anEffect(given.id ?? 'check/1', given));
    }
    const ran = async () => (await readFile(await space.path('source/ran'), 'utf8').catch(() => '')).trim().split('\n');

    it('passes a command that ends with 0, and says what it printed', async () => {
      const result = await run('echo "at $PLIMSOLL_URL"; echo done >&2');

      expect(result).toMatchObject({ kind: 'smoke', passed: true, problem: null, exitCode: 0, suites: [] });
      expect([...result.logTail].sort()).toEqual(['at http://127.0.0.1:1', 'done']);
      expect(result.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    });

    it('fails one that ends with another code, as a result and not as an error', async () => {
      expect(await run('echo broken; exit 3')).toMatchObject({ passed: false, exitCode: 3, logTail: ['broken'] });
    });

    it('passes good tests and counts them', async () => {
      const result = await run('cp good.xml out.xml', { junit: 'out.xml' });

      expect(result).toMatchObject({ passed: true, problem: null });
      expect(result.suites).toEqual([{ name: 'api', total: 2, passed: 1, failed: 0, skipped: 1 }]);
    });

    it.each([
      ['a test failed though the command ended with 0', 'cp bad.xml out.xml', /1 of 1 tests failed/],
      ['the command failed though the tests are good', 'cp good.xml out.xml; exit 1', /exit code 1/],
      ['no result was written', 'true', /wrote no result file/],
      ['the result is empty', ': > out.xml', /out\.xml is no/],
      ['the result is cut short', 'head -c 40 good.xml > out.xml', /out\.xml is no XML/],
      ['there was no test', 'echo "<testsuite/>" > out.xml', /no test/],
    ])('fails when %s', async (_, command, problem) => {
      const result = await run(command, { junit: 'out.xml' });

      expect(result.passed).toBe(false);
      expect(result.problem).toMatch(problem);
    });

    it('takes no result file from before the run', async () => {
      const result = await run('true', { junit: 'good.xml' });

      expect(result).toMatchObject({ passed: false, suites: [] });
    });

    it('ends a command at its timeout, as a failed result', async () => {
      const result = await run('echo waiting; sleep 60', { timeout: 300 as Duration });

      expect(result).toMatchObject({ passed: false, exitCode: null, logTail: ['waiting'] });
      expect(result.problem).toContain('not done after');
    });

    it('gives the same result for a repeated effect without running again, also after a start', async () => {
      const first = await run('echo ran >> ran; exit 4');
      const second = await run('echo ran >> ran; exit 4');
      const other = await run('echo ran >> ran; exit 4', { id: 'check/2' });

      expect(second).toEqual(first);
      expect(other.exitCode).toBe(4);
      expect(await ran()).toEqual(['ran', 'ran']);
    });

    it('keeps what each run printed, in the order they began, also of one under way and after a start', async () => {
      const tails = async (prefix: string, lines = 9) => make(await space.path('state')).logTails(prefix, lines);
      await run('seq 1 30', { id: 'dep_1/validating/smoke/1' });
      await run('echo other', { id: 'dep_2/validating/smoke/1' });
      const stop = new AbortController();
      const running = run("printf '\\033[31mred\\033[0m\\n'; sleep 60", {
        id: 'dep_1/baking/smoke/1',
        signal: stop.signal,
      });
      running.catch(() => undefined);

      await expect
        .poll(async () => await tails('dep_1/', 2), PATIENTLY)
        .toEqual([
          { effectId: 'dep_1/validating/smoke/1', lines: ['29', '30'] },
          { effectId: 'dep_1/baking/smoke/1', lines: ['red'] },
        ]);
      stop.abort();
      await expect(running).rejects.toMatchObject(PASSING);
      expect(await tails('dep_3/')).toEqual([]);
    });

    it('refuses a lower epoch than it has seen', async () => {
      await run('true', { epoch: 3 });

      await expect(run('echo ran >> ran', { id: 'check/2', epoch: 2 })).rejects.toMatchObject(LASTING);
      expect(await ran()).toEqual(['']);
    });

    it('stops when it is told to, and runs again when asked again', async () => {
      const stop = new AbortController();
      const running = run('echo ran >> ran; [ -e again ] || sleep 60', { signal: stop.signal });
      running.catch(() => undefined);
      await expect.poll(ran, PATIENTLY).toEqual(['ran']);

      stop.abort();

      await expect(running).rejects.toMatchObject(PASSING);
      await writeTree(await space.path('source'), { again: '' });
      expect(await run('echo ran >> ran; [ -e again ] || sleep 60')).toMatchObject({ passed: true });
    });
  });
}
