import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { milliseconds } from '../../../core/kernel/duration.ts';
import { DriverError } from '../../../ports/driver-error.ts';
import type { Placement } from '../../../ports/target.ts';
import { aPlacement, type PlacementAsked } from '../../../testing/conformance/placement.ts';
import { targetConformance } from '../../../testing/conformance/target.ts';
import { anEffect, LASTING, PATIENTLY, workspace } from '../../../testing/conformance/workspace.ts';
import { crash, endAll, FIXTURES, only, targetIn } from './testing/targets.ts';

const { signal } = new AbortController();

describe('by the rules of all targets', () => {
  const space = workspace();
  const BEHAVE = { serves: 'serve', 'never-healthy': 'fail', 'ends-at-once': 'end-at-once' };

  targetConformance('process', async () => {
    const dir = await space.path('target');
    return {
      // All ends at one time: that they follow each other closely must not depend on how busy the machine is.
      make: (isImpatient) =>
        targetIn(dir, { now: () => 1_000_000, deadline: milliseconds(isImpatient ? 1_500 : 20_000) }),
      placement: ({ behaviour, ...asked }) => aPlacement({ ...asked, env: { BEHAVE: BEHAVE[behaviour] } }),
      crash: (instance) => crash(dir, instance),
      tearDown: () => endAll(dir),
    };
  });
});

describe('what the target of processes starts', () => {
  const space = workspace();
  let dir = '';
  beforeEach(async () => {
    dir = await space.path('target');
  });
  afterEach(() => endAll(dir));

  const place = (asked: Partial<PlacementAsked> = {}): Placement =>
    aPlacement({ release: 'rel_1', track: 'candidate', instances: 1, ...asked });
  const prepareOne = async (asked: Partial<PlacementAsked> = {}) =>
    only(await targetIn(dir).prepare(place(asked), anEffect('prepare/1')));

  it('gives an instance its port, its own environment and little else, in the folder of its artifact', async () => {
    process.env.PLIMSOLL_SECRET_OF_TEST = 'leak';
    const asked: string[] = [];
    const materialize = async (digest: string) => {
      asked.push(digest);
      return FIXTURES;
    };
    const placement = place({ env: { GREETING: '$(touch /tmp/never); "hi"', PORT: '1' } });

    const instance = only(await targetIn(dir, { materialize }).prepare(placement, anEffect('prepare/1')));

    const { env, cwd } = (await (await fetch(`${instance.address}/env`)).json()) as {
      env: Record<string, string>;
      cwd: string;
    };
    expect(env).toMatchObject({
      GREETING: '$(touch /tmp/never); "hi"',
      PORT: new URL(instance.address).port,
      HOST: '127.0.0.1',
      PLIMSOLL_INSTANCE: instance.id,
    });
    const shellOwn = ['PWD', 'OLDPWD', 'SHLVL', '_'];
    const listed = ['GREETING', 'HOST', 'PORT', 'PLIMSOLL_INSTANCE', 'PATH', 'HOME', 'LANG', 'TMPDIR', ...shellOwn];
    expect(Object.keys(env).filter((name) => !listed.includes(name))).toEqual([]);
    expect(cwd).toBe(FIXTURES);
    expect(asked).toEqual([placement.release.artifacts[0]?.digest]);
    delete process.env.PLIMSOLL_SECRET_OF_TEST;
  });

  it('keeps what it knows to itself', async () => {
    const instance = await prepareOne();

    expect((await stat(join(dir, 'instances'))).mode & 0o077).toBe(0);
    expect((await stat(join(dir, 'instances', `${instance.id}.json`))).mode & 0o077).toBe(0);
    expect((await stat(join(dir, 'logs', `${instance.id}.log`))).mode & 0o077).toBe(0);
  });

  it('runs nothing whose identity could not be written down', async () => {
    const started = await space.path('started');
    const target = targetIn(dir, {
      // A file where the folder of records belongs: asked for the artifact last of all, so only writing the record fails.
      materialize: async () => {
        await writeFile(join(dir, 'instances'), '');
        return FIXTURES;
      },
    });
    await mkdir(dir);

    const preparing = target.prepare(place({ command: ['touch', started] }), anEffect('prepare/1'));

    await expect(preparing).rejects.toBeInstanceOf(DriverError);
    await expect.poll(() => isOnACommandLine(started), PATIENTLY).toBe(false);
    await expect(stat(started)).rejects.toThrow('ENOENT');
    await rm(join(dir, 'instances'));
  });

  it('says why nothing became healthy, with the last lines of the log', async () => {
    const preparing = targetIn(dir).prepare(place({ env: { BEHAVE: 'end-at-once' } }), anEffect('prepare/1'));

    await expect(preparing).rejects.toMatchObject(LASTING);
    await expect(preparing).rejects.toThrow(/ended by itself 3 times[\s\S]*cannot find the database/);
    expect((await targetIn(dir).logTail('candidate', 1)).at(-1)).toBe('cannot find the database');
  });

  it('finds the log of a release after its instances ended, whatever is on its track by then', async () => {
    const placement = place({ env: { BEHAVE: 'end-at-once' } });
    await expect(targetIn(dir).prepare(placement, anEffect('prepare/1'))).rejects.toMatchObject(LASTING);
    const other = { ...placement.release, id: 'another' as never };
    await targetIn(dir).prepare({ ...place(), release: other }, anEffect('prepare/2'));

    const target = targetIn(dir);

    expect((await target.logTail('candidate', 1, placement.release.id)).at(-1)).toBe('cannot find the database');
    expect(await target.logTail('candidate', 9, 'another')).not.toContain('cannot find the database');
    expect(await target.logTail('candidate', 9, 'nobody')).toEqual([]);
  });

  it.each([
    ['hang', /GET \/healthz did not answer within 500 ms/],
    ['fail', /GET \/healthz answered 500/],
  ])('gives up at the deadline on instances that %s', async (BEHAVE, message) => {
    const target = targetIn(dir, { deadline: milliseconds(4_000) });

    await expect(target.prepare(place({ env: { BEHAVE } }), anEffect('prepare/1'))).rejects.toThrow(message);
    expect(await target.observe(signal)).toEqual({ instances: [] });
  });

  it('names a command that cannot be found', async () => {
    const preparing = targetIn(dir).prepare(place({ command: ['no-such-command'] }), anEffect('prepare/1'));

    await expect(preparing).rejects.toThrow(/no-such-command: (?:command )?not found/);
  });

  it('refuses a release without files to run', async () => {
    const placement = place();
    const release = { ...placement.release, artifacts: [] };

    await expect(targetIn(dir).prepare({ ...placement, release }, anEffect('prepare/1'))).rejects.toThrow('kind files');
  });

  it('takes another port when the first start ended before it ever answered: someone may have been faster', async () => {
    const TRIED = await space.path('tried');

    const instance = await prepareOne({ env: { BEHAVE: 'second-try', TRIED } });

    expect(instance).toMatchObject({ healthy: true, restarts: 1 });
    expect(await readFile(TRIED, 'utf8')).not.toBe(new URL(instance.address).port);
  });
});

/** Whether a process runs, or waits to run, a command with this argument. */
async function isOnACommandLine(argument: string): Promise<boolean> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return lines.some((line) => line.split('\0').includes(argument));
}
