import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { weight } from '../../../core/kernel/weight.ts';
import { DriverError } from '../../../ports/driver-error.ts';
import type { Traffic } from '../../../ports/traffic-router.ts';
import { startRouter } from '../../../router/router.ts';
import { type HttpInstance, httpInstance, memberOf } from '../../../testing/conformance/http-instance.ts';
import { fetchOnce, httpLoad } from '../../../testing/conformance/http-load.ts';
import { trafficRouterConformance } from '../../../testing/conformance/traffic-router.ts';
import { anEffect, LASTING, PASSING, PATIENTLY } from '../../../testing/conformance/workspace.ts';
import { isRunning } from '../../shared/process-identity.ts';
import { embeddedRouter } from './index.ts';
import { recordedRouter } from './router-process.ts';

const split = (permille: number): Traffic => ({ kind: 'split', candidate: weight(permille) ?? (0 as never) });
const { signal } = new AbortController();

trafficRouterConformance('embedded', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'plimsoll-router-'));
  const running = await startRouter({ dir, listen: '127.0.0.1:0' });
  const instances: HttpInstance[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const find = (id: string) => instances.find((one) => one.id === id);
  return {
    make: () => embeddedRouter({ dir, listen: null, spawn: [] }),
    member: async (id) => {
      const instance = await httpInstance(id);
      instances.push(instance);
      return memberOf(instance);
    },
    send: async (count) => {
      const answers: (string | undefined)[] = [];
      for (let sent = 0; sent < count; sent++) {
        const { status, body } = await fetchOnce(running.address, { agent });
        answers.push(status === 200 ? body : undefined);
      }
      return answers;
    },
    begin: async () => {
      const anybody = Promise.race(instances.map(async (one) => one.held().then(() => one)));
      const answer = fetchOnce(`${running.address}/hold`);
      const { id } = await anybody;
      return {
        member: id,
        finish: async () => {
          find(id)?.release();
          return (await answer).body === id;
        },
      };
    },
    tearDown: async () => {
      agent.destroy();
      await running.stop(0);
      await Promise.all(instances.map((one) => one.close()));
      await rm(dir, { recursive: true });
    },
  };
});

const MAIN = fileURLToPath(new URL('../../../router/main.ts', import.meta.url));
const COMMAND = [process.execPath, '--import', createRequire(import.meta.url).resolve('tsx'), MAIN];

describe('a router process of its own', () => {
  let dir = '';
  let instance: HttpInstance;
  const driver = (listen: string | null = null) => embeddedRouter({ dir, listen, spawn: COMMAND });

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'plimsoll-router-'));
    instance = await httpInstance('a');
  });
  afterEach(async () => {
    await driver().stop(signal);
    await instance.close();
    await rm(dir, { recursive: true });
  });

  const serving = () => driver().members({ stable: [memberOf(instance)], traffic: split(0) }, anEffect('open'));
  // Something else may have the port of a killed router for a moment: in a deployment, too, the effect is then tried again.
  async function atLast<T>(act: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await act();
      } catch (error) {
        if (!(error instanceof DriverError) || !error.retryable) throw error;
        await wait(PATIENTLY.interval);
      }
    }
  }
  // It answers a moment before it has written down who it is.
  async function running() {
    await expect.poll(() => recordedRouter(dir), PATIENTLY).toBeDefined();
    const found = await recordedRouter(dir);
    if (found === undefined) throw new Error('no router runs');
    return found;
  }

  it('is started by the first effect, detached, with a socket and files for this account alone', async () => {
    const { address } = await serving();

    expect((await fetchOnce(address)).body).toBe('a');
    const { pid } = await running();
    const group = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ')[2];
    expect(Number(group)).toBe(pid);
    for (const name of ['admin.sock', 'state.json', 'router.pid', 'router.log']) {
      expect([name, (await stat(join(dir, name))).mode & 0o777]).toEqual([name, 0o600]);
    }
  });

  it('is told with each change whether users are sticky, and knows it over kill -9', async () => {
    const sticky = driver().sticking('cookie');
    const other = await httpInstance('b');
    const change = { stable: [memberOf(instance)], candidate: [memberOf(other)], traffic: split(500) };
    const { address } = await sticky.members(change, anEffect('open'));
    const asUser = (bucket: number) => fetchOnce(address, { headers: { Cookie: `plimsoll_bucket=${bucket}` } });
    expect([(await asUser(499)).body, (await asUser(500)).body]).toEqual(['b', 'a']);

    const first = await running();
    process.kill(first.pid, 'SIGKILL');
    await expect.poll(() => isRunning(first), PATIENTLY).toBe(false);
    await atLast(() => driver().ensureRunning(signal));

    expect([(await asUser(499)).body, (await asUser(500)).body]).toEqual(['b', 'a']);
    await driver().sticking('none').shift(split(0), anEffect('none'));
    await driver().sticking('none').shift(split(500), anEffect('half'));
    expect((await fetchOnce(address)).headers['set-cookie']).toBeUndefined();
    await other.close();
  });

  it('is adopted by a later control plane, not started twice', async () => {
    await serving();
    const before = await running();

    await Promise.all([driver().ensureRunning(signal), driver().ensureRunning(signal)]);

    expect(await running()).toEqual(before);
  });

  it('is started once when two callers want it at the same time', async () => {
    const one = driver();

    await Promise.all([one.ensureRunning(signal), one.ensureRunning(signal)]);

    const starts = async () => (await readFile(join(dir, 'router.log'), 'utf8')).match(/serving on/g)?.length;
    await expect.poll(starts, PATIENTLY).toBe(1);
  });

  it('is started again on its port, with its weights and members, after kill -9', async () => {
    const { address } = await serving();
    const first = await running();
    process.kill(first.pid, 'SIGKILL');
    await expect.poll(() => isRunning(first), PATIENTLY).toBe(false);
    await expect(driver().observe(signal)).rejects.toMatchObject(PASSING);

    await atLast(() => driver().ensureRunning(signal));

    expect((await running()).pid).not.toBe(first.pid);
    expect(await driver().observe(signal)).toMatchObject({
      address,
      traffic: split(0),
      stable: [memberOf(instance)],
    });
    expect((await fetchOnce(address)).body).toBe('a');
  });

  it('remembers over kill -9 what it did and the highest epoch', async () => {
    await serving();
    await driver().shift({ kind: 'out-of-service' }, anEffect('out', { epoch: 4 }));
    const router = await running();
    process.kill(router.pid, 'SIGKILL');
    await expect.poll(() => isRunning(router), PATIENTLY).toBe(false);

    const again = await atLast(() => driver().members({ traffic: split(0) }, anEffect('open', { epoch: 4 })));

    expect(again.traffic).toEqual({ kind: 'out-of-service' });
    await expect(driver().shift(split(0), anEffect('old', { epoch: 3 }))).rejects.toMatchObject(LASTING);
  });

  it('goes on serving when a terminal closes, and ends after its last request when told to', async () => {
    const { address } = await serving();
    const router = await running();
    const held = fetchOnce(`${address}/hold`);
    await instance.held();

    process.kill(router.pid, 'SIGHUP');
    expect((await fetchOnce(address)).body).toBe('a');
    process.kill(router.pid, 'SIGTERM');
    await expect.poll(() => fetchOnce(address).catch(() => 'closed'), PATIENTLY).toBe('closed');
    expect(await isRunning(router)).toBe(true);
    instance.release();

    expect((await held).body).toBe('a');
    await expect.poll(() => isRunning(router), PATIENTLY).toBe(false);
  });

  it('loses no request when it is told to end under load', async () => {
    const { address } = await serving();
    const load = httpLoad(address, 8);
    await load.answered(200);

    const stopping = driver().stop(signal);
    await stopping;
    const tally = await load.stop();

    const { '200 a': answered, ...others } = tally;
    expect(answered).toBeGreaterThanOrEqual(200);
    // Whoever comes after it closed meets no listener; nobody is cut in the middle.
    expect(Object.keys(others).filter((outcome) => !outcome.startsWith('connect ECONNREFUSED'))).toEqual([]);
  });

  it('says in its own words why it cannot start', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const bound = taken.address();
    const port = bound !== null && typeof bound === 'object' ? bound.port : 0;

    await expect(driver(`127.0.0.1:${port}`).ensureRunning(signal)).rejects.toThrow(
      new RegExp(`error\\[port-in-use\\] port ${port} .* next: `),
    );
    taken.close();
  });

  it('is not started where nobody may start one, nor with a command that does not exist', async () => {
    await expect(embeddedRouter({ dir, listen: null, spawn: [] }).ensureRunning(signal)).rejects.toMatchObject(LASTING);
    await expect(
      embeddedRouter({ dir, listen: null, spawn: [join(dir, 'nothing')] }).ensureRunning(signal),
    ).rejects.toMatchObject(LASTING);
  });

  it('is not started beside one that is paused', async () => {
    await serving();
    const router = await running();
    await rm(join(dir, 'admin.sock'));

    await expect(driver().ensureRunning(signal)).rejects.toMatchObject(PASSING);
    expect(await running()).toEqual(router);
  });

  it('is found and ended by its socket when its record is lost', async () => {
    await serving();
    const router = await running();
    await writeFile(join(dir, 'router.pid'), 'nothing');

    await driver().ensureRunning(signal);
    await driver().stop(signal);

    expect(await isRunning(router)).toBe(false);
  });
});
