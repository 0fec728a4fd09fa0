import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { milliseconds } from '../../../core/kernel/duration.ts';
import { DriverError } from '../../../ports/driver-error.ts';
import type { Instance, Placement, TargetState } from '../../../ports/target.ts';
import { aPlacement, type PlacementAsked } from '../../../testing/conformance/placement.ts';
import { targetConformance } from '../../../testing/conformance/target.ts';
import { anEffect, LASTING, PATIENTLY, workspace } from '../../../testing/conformance/workspace.ts';
import { killLeftovers } from '../../shared/owned-process.ts';
import { identify, isRunning } from '../../shared/process-identity.ts';
import { type ProcessTargetOptions, processTarget } from './index.ts';
import { type InstanceRecord, markOf } from './instance-record.ts';
import { instanceRecords } from './instance-records.ts';

const FIXTURES = fileURLToPath(new URL('./fixtures', import.meta.url));
const { signal } = new AbortController();

const targetIn = (dir: string, options: Partial<ProcessTargetOptions> = {}) =>
  processTarget({
    dir,
    unit: 'storefront',
    environment: 'staging',
    materialize: async () => FIXTURES,
    deadline: milliseconds(20_000),
    ...options,
  });

async function recordOf(dir: string, instance: Pick<Instance, 'id'>): Promise<InstanceRecord> {
  const record = await instanceRecords(dir).read(instance.id);
  if (record === undefined) throw new Error(`no record of ${instance.id}`);
  return record;
}

/** Ends all instances of a target, whatever state a test left them in. */
async function endAll(dir: string): Promise<void> {
  for (const record of await instanceRecords(dir).list()) {
    await killLeftovers({ identity: record.process, mark: markOf(record) }, signal);
  }
}

async function crash(dir: string, instance: Pick<Instance, 'id'>): Promise<void> {
  const record = await recordOf(dir, instance);
  process.kill(record.process.pid, 'SIGKILL');
  await expect.poll(() => isRunning(record.process), PATIENTLY).toBe(false);
}

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

describe('the target of processes', () => {
  const space = workspace();
  let dir = '';
  beforeEach(async () => {
    dir = await space.path('target');
  });
  afterEach(() => endAll(dir));

  const place = (asked: Partial<PlacementAsked> = {}): Placement =>
    aPlacement({ release: 'rel_1', track: 'candidate', instances: 1, ...asked });
  const only = ({ instances }: TargetState): Instance => {
    const [instance] = instances;
    if (instance === undefined || instances.length !== 1) throw new Error(`${instances.length} instances`);
    return instance;
  };
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

  it('knows again what a control plane started that was then killed, and does the same effect once', async () => {
    const placement = place({ instances: 2 });
    const given = JSON.stringify({ dir, folder: FIXTURES, placement, effectId: 'prepare/1' });
    const script = fileURLToPath(new URL('./fixtures/prepare-and-die.mjs', import.meta.url));
    const controlPlane = spawn(process.execPath, ['--import', 'tsx', script, given], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    controlPlane.stdout.on('data', (chunk) => {
      said += chunk;
    });
    expect(await once(controlPlane, 'close')).toEqual([null, 'SIGKILL']);
    const before = JSON.parse(said) as TargetState;
    expect(before.instances).toHaveLength(2);

    const next = targetIn(dir);

    expect(await next.observe(signal)).toEqual(before);
    expect(await next.prepare(placement, anEffect('prepare/1', { epoch: 2 }))).toEqual(before);
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

  it('never takes a process that has the number by now for its own, nor touches it', async () => {
    const instance = await prepareOne();
    const stranger = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
    const strangerIs = await identify(stranger.pid as number);
    if (strangerIs === undefined) throw new Error('no stranger');
    await crash(dir, instance);
    const record = await recordOf(dir, instance);
    await instanceRecords(dir).save({ ...record, process: { ...record.process, pid: strangerIs.pid } });

    const seen = only(await targetIn(dir).observe(signal));
    expect(seen.restarts).toBe(1);
    await targetIn(dir).retire([instance.id], anEffect('retire/1'));

    expect(await isRunning(strangerIs)).toBe(true);
    stranger.kill('SIGKILL');
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

  it.each(['no', 'yes'])('ends the children of an instance too, detached: %s', async (APART) => {
    const instance = await prepareOne({ env: { BEHAVE: 'fork', APART } });
    const child = await childOf(dir, instance);
    expect(await identify(child)).toBeDefined();

    await targetIn(dir).retire([instance.id], anEffect('retire/1'));

    expect(await identify(child)).toBeUndefined();
  });

  it('starts an instance again only after the children of its former life are gone: they may hold its port', async () => {
    const instance = await prepareOne({ env: { BEHAVE: 'fork' } });
    const child = await childOf(dir, instance);
    await crash(dir, instance);
    expect(await identify(child)).toBeDefined();

    expect(only(await targetIn(dir).observe(signal)).restarts).toBe(1);

    expect(await identify(child)).toBeUndefined();
  });

  it('kills one that ignores SIGTERM when its grace is over', async () => {
    const instance = await prepareOne({ env: { BEHAVE: 'ignore-sigterm' }, grace: milliseconds(200) });
    const record = await recordOf(dir, instance);

    const after = await targetIn(dir).retire([instance.id], anEffect('retire/1'));

    expect(after.instances).toEqual([]);
    expect(await isRunning(record.process)).toBe(false);
    expect((await targetIn(dir).logTail('candidate', 9)).at(-1)).toBe('not listening');
  });

  it('does not start one again that it was ending when the control plane was killed', async () => {
    const instance = await prepareOne();
    const record = await recordOf(dir, instance);
    await instanceRecords(dir).save({ ...record, retiring: true });
    await crash(dir, instance);

    expect(await targetIn(dir).observe(signal)).toEqual({ instances: [] });
  });

  it('counts ends far apart as no crash loop', async () => {
    const instance = await prepareOne();
    let time = 1_000_000;
    const target = targetIn(dir, { now: () => time });

    for (let ends = 1; ends <= 4; ends += 1) {
      await crash(dir, instance);
      time += 15_001;
      const seen = only(await target.observe(signal));
      expect(seen).toMatchObject({ alive: true, restarts: ends, crashLooping: false });
    }
  });

  it('reports one whose artifact is gone as not alive, says how the others are, and tries again', async () => {
    const instance = await prepareOne();
    await crash(dir, instance);
    const gone = targetIn(dir, {
      materialize: () => Promise.reject(new DriverError('the archive is damaged', { retryable: false })),
    });

    for (let looks = 0; looks < 4; looks += 1) {
      expect(only(await gone.observe(signal))).toMatchObject({ alive: false, healthy: false, crashLooping: false });
    }
    expect(only(await targetIn(dir).observe(signal))).toMatchObject({ alive: true, restarts: 1 });
  });

  it('takes another port when the first start ended before it ever answered: someone may have been faster', async () => {
    const TRIED = await space.path('tried');

    const instance = await prepareOne({ env: { BEHAVE: 'second-try', TRIED } });

    expect(instance).toMatchObject({ healthy: true, restarts: 1 });
    expect(await readFile(TRIED, 'utf8')).not.toBe(new URL(instance.address).port);
  });

  it('refuses by name to guess at a damaged record', async () => {
    const instance = await prepareOne();
    const file = join(dir, 'instances', `${instance.id}.json`);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.slice(0, 40));

    await expect(targetIn(dir).observe(signal)).rejects.toMatchObject(LASTING);
    await expect(targetIn(dir).observe(signal)).rejects.toThrow(`${instance.id}.json is not readable`);

    await writeFile(file, text);
  });
});

/** The process that an instance which forks said it has started. */
async function childOf(dir: string, instance: Pick<Instance, 'id'>): Promise<number> {
  const log = await readFile(join(dir, 'logs', `${instance.id}.log`), 'utf8');
  return Number(/child (\d+)/.exec(log)?.[1]);
}

/** Whether a process runs, or waits to run, a command with this argument. */
async function isOnACommandLine(argument: string): Promise<boolean> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return lines.some((line) => line.split('\0').includes(argument));
}
