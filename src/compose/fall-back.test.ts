import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { weight } from '../core/kernel/weight.ts';
import { embeddedRouter } from '../drivers/router/embedded/index.ts';
import { recordedRouter } from '../drivers/router/embedded/router-process.ts';
import { isRunning } from '../drivers/shared/process-identity.ts';
import type { Traffic } from '../ports/traffic-router.ts';
import { httpInstance, memberOf } from '../testing/conformance/http-instance.ts';
import { fetchOnce } from '../testing/conformance/http-load.ts';
import { anEffect, PATIENTLY } from '../testing/conformance/workspace.ts';
import { sendToStable } from './fall-back.ts';

const MAIN = fileURLToPath(new URL('../router/main.ts', import.meta.url));
const COMMAND = [process.execPath, '--import', createRequire(import.meta.url).resolve('tsx'), MAIN];
const split = (permille: number): Traffic => ({ kind: 'split', candidate: weight(permille) ?? (0 as never) });
const { signal } = new AbortController();

let dataDir = '';
const ends: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'plimsoll-fallback-'));
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await rm(dataDir, { recursive: true });
});

const dirOf = (unit: string) => join(dataDir, 'sites', unit, 'production', 'router');

async function instance(id: string) {
  const made = await httpInstance(id);
  ends.push(() => made.close());
  return memberOf(made);
}

/** A router of production that gives the candidate a quarter, under epoch 7. */
async function rollingOut(unit = 'shop') {
  const driver = embeddedRouter({ dir: dirOf(unit), listen: null, spawn: COMMAND });
  ends.unshift(() => driver.stop(signal));
  const change = { stable: [await instance('s')], candidate: [await instance('c')], traffic: split(250) };
  const { address } = await driver.members(change, anEffect('begin', { epoch: 7 }));
  return { driver, address };
}

const production = (unit: string | null = null) => ({ dataDir, unit, environment: 'production' });

describe('the fallback of a router', () => {
  it('sends all traffic to stable without a control plane, and locks the next one out of nothing', async () => {
    const { driver, address } = await rollingOut();

    const { before, after, durable, unit } = await sendToStable(production(), COMMAND);

    expect([unit, before.traffic, after.traffic, durable]).toEqual(['shop', split(250), split(0), true]);
    const answers = await Promise.all(Array.from({ length: 40 }, () => fetchOnce(address)));
    expect(answers.filter(({ body }) => body !== 's')).toEqual([]);
    // What the engine finds is drift: another weight than its journal says.
    expect((await driver.observe(signal)).traffic).toEqual(split(0));
    expect((await driver.shift(split(10), anEffect('on', { epoch: 7 }))).traffic).toEqual(split(10));
  });

  it('works where the router cannot write down what it does, and says so', async () => {
    const { address } = await rollingOut();
    await rm(join(dirOf('shop'), 'state.json'));
    await mkdir(join(dirOf('shop'), 'state.json', 'in-the-way'), { recursive: true });

    const { after, durable } = await sendToStable(production(), COMMAND);

    expect([after.traffic, durable]).toEqual([split(0), false]);
    expect((await fetchOnce(address)).body).toBe('s');
  });

  it('starts a router that is down, on its port, before it sends its traffic to stable', async () => {
    const { address } = await rollingOut();
    // It answers a moment before it has written down who it is.
    await expect.poll(() => recordedRouter(dirOf('shop')), PATIENTLY).toBeDefined();
    const found = await recordedRouter(dirOf('shop'));
    if (found === undefined) throw new Error('no router runs');
    process.kill(found.pid, 'SIGKILL');
    await expect.poll(() => isRunning(found), PATIENTLY).toBe(false);

    const { after } = await sendToStable(production(), COMMAND);

    expect([after.address, after.traffic]).toEqual([address, split(0)]);
  });

  it('takes a unit out of service that has no stable release', async () => {
    const driver = embeddedRouter({ dir: dirOf('shop'), listen: null, spawn: COMMAND });
    ends.unshift(() => driver.stop(signal));
    await driver.members({ candidate: [await instance('c')], traffic: split(1000) }, anEffect('first'));

    expect((await sendToStable(production(), COMMAND)).after.traffic).toEqual({ kind: 'out-of-service' });
  });

  it('asks which unit is meant where several have the environment, and refuses one that nobody knows', async () => {
    await rollingOut('shop');
    await rollingOut('till');

    await expect(sendToStable(production(), COMMAND)).rejects.toMatchObject({
      kind: 'usage',
      problems: [{ code: 'unit-needed', remedy: 'Name one: -u shop' }],
    });
    expect((await sendToStable(production('till'), COMMAND)).unit).toBe('till');
    await expect(sendToStable({ ...production('bank') }, COMMAND)).rejects.toMatchObject({
      kind: 'refused',
      problems: [{ code: 'router-unknown', remedy: expect.stringContaining('-u shop -e production') }],
    });
    expect((await embeddedRouter({ dir: dirOf('shop'), listen: null, spawn: [] }).observe(signal)).traffic).toEqual(
      split(250),
    );
  });
});
