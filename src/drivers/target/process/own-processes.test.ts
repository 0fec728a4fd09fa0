import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { milliseconds } from '../../../core/kernel/duration.ts';
import { DriverError } from '../../../ports/driver-error.ts';
import type { Instance, Placement, TargetState } from '../../../ports/target.ts';
import { aPlacement, type PlacementAsked } from '../../../testing/conformance/placement.ts';
import { anEffect, LASTING, workspace } from '../../../testing/conformance/workspace.ts';
import { identify, isRunning } from '../../shared/process-identity.ts';
import { instanceRecords } from './instance-records.ts';
import { crash, endAll, FIXTURES, only, recordOf, targetIn } from './testing/targets.ts';

const { signal } = new AbortController();

describe('what the target of processes started', () => {
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
