import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PATIENTLY } from '../../testing/conformance/workspace.ts';
import { identify } from './process-identity.ts';
import { runShell } from './shell-command.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plimsoll-shell-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const command = (run: string, timeout = 10_000) => ({
  run,
  cwd: dir,
  env: { PATH: process.env.PATH ?? '', GIVEN: '$(exit 9); "quoted"' },
  timeout,
  logFile: join(dir, 'log'),
});
const isAlive = async (pid: string) => (await identify(Number(pid))) !== undefined;

describe('a command of the user', () => {
  const { signal } = new AbortController();

  it('runs by a shell with the given environment and nothing of ours', async () => {
    process.env.PLIMSOLL_SECRET_OF_OURS = 'leak';

    const outcome = await runShell(command('env; echo "$GIVEN" >&2; exit 3'), signal);

    expect(outcome).toMatchObject({ exitCode: 3, endedBy: null, timedOut: false });
    expect(outcome.tail).toContain('$(exit 9); "quoted"');
    expect(outcome.tail.join('\n')).not.toContain('leak');
    delete process.env.PLIMSOLL_SECRET_OF_OURS;
  });

  it('is killed at its deadline with everything it started', async () => {
    const outcome = await runShell(command('sleep 60 & echo $!; wait', 300), signal);

    expect(outcome).toMatchObject({ exitCode: null, timedOut: true, endedBy: 'SIGKILL' });
    await expect.poll(() => isAlive(outcome.tail[0] ?? ''), PATIENTLY).toBe(false);
  });

  it('leaves nothing running behind when it ends in time', async () => {
    const outcome = await runShell(command('sleep 60 & echo $!'), signal);

    expect(outcome.exitCode).toBe(0);
    await expect.poll(() => isAlive(outcome.tail[0] ?? ''), PATIENTLY).toBe(false);
  });

  it('is killed when it is stopped, and says that trying again may help', async () => {
    const stop = new AbortController();
    const running = runShell(command('echo $$ > pid; sleep 60'), stop.signal);
    await expect.poll(() => readFile(join(dir, 'pid'), 'utf8').catch(() => ''), PATIENTLY).not.toBe('');

    stop.abort();

    await expect(running).rejects.toMatchObject({ name: 'DriverError', retryable: true });
    const pid = (await readFile(join(dir, 'pid'), 'utf8')).trim();
    await expect.poll(() => isAlive(pid), PATIENTLY).toBe(false);
  });

  it('keeps all it printed in the log, and the end of it ready to show', async () => {
    const outcome = await runShell(command(`i=0; while [ $i -lt 80 ]; do echo "line $i"; i=$((i+1)); done`), signal);

    expect(outcome.tail).toHaveLength(50);
    expect(outcome.tail.at(-1)).toBe('line 79');
    expect(await readFile(join(dir, 'log'), 'utf8')).toMatch(/^line 0\n[\s\S]*line 79\n$/);
  });
});
