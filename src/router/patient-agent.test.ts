import { afterEach, describe, expect, it } from 'vitest';
import { type HttpInstance, httpInstance } from '../testing/conformance/http-instance.ts';
import { fetchOnce } from '../testing/conformance/http-load.ts';
import { PATIENTLY } from '../testing/conformance/workspace.ts';
import { PatientAgent } from './patient-agent.ts';

describe('connections to an instance', () => {
  let instance: HttpInstance | undefined;
  let agent: PatientAgent | undefined;
  afterEach(async () => {
    agent?.destroy();
    await instance?.close();
  });

  async function used() {
    instance = await httpInstance('a');
    agent = new PatientAgent(60_000);
    const made = agent;
    const { address, received } = instance;
    const ask = () => fetchOnce(address, { agent: made });
    const ports = () => received.map((request) => request.socket.remotePort);
    const idle = () => Object.values(made.freeSockets).flatMap((sockets) => sockets ?? []);
    await ask();
    await expect.poll(() => idle().length, PATIENTLY).toBe(1);
    return { agent: made, instance, ask, ports, idle };
  }

  it('are used again while they are fresh', async () => {
    const { agent, ask, ports } = await used();

    agent.forgetStale(performance.now() + 3_000);
    await ask();

    expect(new Set(ports()).size).toBe(1);
  });

  it('are not used again after a pause, even when no timer has closed them yet', async () => {
    const { agent, ask, ports } = await used();

    agent.forgetStale(performance.now() + 5_000);
    await ask();

    expect(new Set(ports()).size).toBe(2);
  });

  it('are closed by a timer sooner than servers close them', async () => {
    const { idle } = await used();

    expect(idle()[0]?.timeout).toBe(4_000);
  });

  it('wait as long as told for an answer when they are used again', async () => {
    const { agent, ask, instance } = await used();
    await ask();
    const held = fetchOnce(`${instance.address}/hold`, { agent });
    await instance.held();

    expect(Object.values(agent.sockets).flatMap((sockets) => sockets ?? [])[0]?.timeout).toBe(60_000);
    instance.release();
    await held;
  });

  it('are closed at once when nobody needs them any more', async () => {
    const { agent, instance } = await used();

    agent.closeIdle();

    await expect.poll(() => instance.connections(), PATIENTLY).toBe(0);
  });
});
