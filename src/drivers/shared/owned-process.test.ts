import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { PATIENTLY, workspace } from '../../testing/conformance/workspace.ts';
import { endProcess } from './owned-process.ts';
import { identify, isRunning } from './process-identity.ts';

const { signal } = new AbortController();
const space = workspace();
const started: number[] = [];

afterEach(() => {
  for (const pid of started.splice(0)) {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It has ended, as it should have.
    }
  }
});

/** Starts a shell line as head of its group and waits for its first output. */
async function start(line: string) {
  const mark = { name: 'PLIMSOLL_TEST', value: `mark-${Math.random()}` };
  const child = spawn('/bin/sh', ['-c', line], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env.PATH, [mark.name]: mark.value },
  });
  started.push(child.pid as number);
  const [said] = await once(child.stdout, 'data');
  const identity = await identify(child.pid as number);
  if (identity === undefined) throw new Error('it did not stay');
  return { owned: { identity, mark }, child, said: String(said).trim() };
}

const isAlive = async (pid: number) => (await identify(pid)) !== undefined;

describe('ending a process of ours', () => {
  it('asks first: one that tidies up on SIGTERM is not killed', async () => {
    const { owned, child } = await start("trap 'exit 7' TERM; echo up; while :; do sleep 0.05; done");
    const ended = once(child, 'exit');

    await endProcess(owned, 5_000, signal);

    expect(await ended).toEqual([7, null]);
  });

  it.each(['', 'setsid '])('asks its children too: %s', async (apart) => {
    const told = await space.path('told');
    const child = `trap "echo tidied > ${told}; exit" TERM; echo up; while :; do sleep 0.05; done`;
    const { owned } = await start(`${apart}sh -c '${child}' & wait`);

    await endProcess(owned, 5_000, signal);

    expect(await readFile(told, 'utf8')).toBe('tidied\n');
  });

  it('kills one that ignores SIGTERM after its grace', async () => {
    const { owned, child } = await start("trap '' TERM; echo up; while :; do sleep 0.05; done");
    const ended = once(child, 'exit');

    await endProcess(owned, 100, signal);

    expect(await ended).toEqual([null, 'SIGKILL']);
  });

  it('takes along children, also those that left its group and those that outlived it', async () => {
    const { owned, child, said } = await start('setsid sleep 60 & one=$!; sleep 60 & echo $one $!; exec 1>&-; wait');
    const children = said.split(' ').map(Number);
    const ended = once(child, 'exit');
    process.kill(owned.identity.pid, 'SIGKILL');
    await ended;
    expect(await Promise.all(children.map(isAlive))).toEqual([true, true]);

    await endProcess(owned, 100, signal);

    expect(await Promise.all(children.map(isAlive))).toEqual([false, false]);
  });

  it('never touches a process that merely has the number', async () => {
    const { owned } = await start('echo up; exec sleep 60');
    const stranger = {
      ...owned,
      identity: { ...owned.identity, started: 'another moment' },
      mark: { name: 'X', value: 'y' },
    };

    await endProcess(stranger, 50, signal);

    expect(await isRunning(owned.identity)).toBe(true);
  });

  it('counts a process that has ended but is not collected as gone', async () => {
    const { said } = await start('sleep 0 & echo $!; exec 1>&-; exec sleep 60');

    await expect.poll(() => isAlive(Number(said)), PATIENTLY).toBe(false);
  });
});
