import { once } from 'node:events';
import { Agent, request as ask, type ClientRequest, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { httpInstance, memberOf } from '../testing/conformance/http-instance.ts';
import { fetchOnce } from '../testing/conformance/http-load.ts';
import { PATIENTLY } from '../testing/conformance/workspace.ts';
import { allTo, routerBench, sumOf } from './testing/router-on-bench.ts';

const bench = routerBench(afterEach);

/** A router with one instance that gets every request. */
async function withInstance(answering?: Parameters<typeof httpInstance>[1], silence?: number) {
  const on = await bench.start(silence === undefined ? {} : { silence });
  const instance = on.keep(await httpInstance('a', answering));
  await on.order(allTo(instance));
  return { ...on, instance };
}

/** A port where nobody listens. */
async function deadAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  server.close();
  return `http://127.0.0.1:${bound !== null && typeof bound === 'object' ? bound.port : 0}`;
}

describe('an instance that fails', () => {
  it('with 5xx has its answer passed on and counted as an error', async () => {
    const { url, rows } = await withInstance();

    expect(await fetchOnce(`${url}/fail`)).toMatchObject({ status: 500, body: 'a' });
    await fetchOnce(url);

    expect(sumOf(await rows(), 'stable')).toMatchObject({ requests: 2, errors: 1, routed: 2, durations: 2 });
  });

  it('to be reached is passed over for another one of its track, body and all', async () => {
    const on = await bench.start();
    const good = on.keep(await httpInstance('good', (request, response) => request.pipe(response)));
    const dead = { id: 'dead', address: await deadAddress() };
    await on.order({ stable: [dead, memberOf(good)], traffic: { kind: 'split', candidate: 0 } });

    for (let sent = 0; sent < 10; sent++) {
      expect(await fetchOnce(on.url, { method: 'POST' }, `body ${sent}`)).toMatchObject({
        status: 200,
        body: `body ${sent}`,
      });
    }

    const sum = sumOf(await on.rows(), 'stable');
    expect(sum).toMatchObject({ requests: 10, errors: 0, routed: 10 });
    // It is asked last for a second after it could not be reached.
    expect(sum.retried).toBeGreaterThanOrEqual(1);
    expect(sum.retried).toBeLessThan(10);
  });

  it('to be reached, with nobody else in its track, gives 502', async () => {
    const on = await bench.start();
    const stable = on.keep(await httpInstance('stable'));
    const dead = { id: 'dead', address: await deadAddress() };
    await on.order({ stable: [memberOf(stable)], candidate: [dead], traffic: { kind: 'split', candidate: 1000 } });

    expect(await fetchOnce(on.url)).toMatchObject({ status: 502, body: 'no answer from the service\n' });
    expect(sumOf(await on.rows(), 'candidate')).toMatchObject({ requests: 1, errors: 1 });
    expect(stable.received).toHaveLength(0);
  });

  it('after it took the request is not asked again, nor is another one', async () => {
    const on = await bench.start();
    const bad = on.keep(await httpInstance('bad', (request) => void request.socket.destroy()));
    const good = on.keep(await httpInstance('good', (request) => void request.socket.destroy()));
    await on.order({ stable: [memberOf(bad), memberOf(good)], traffic: { kind: 'split', candidate: 0 } });

    expect((await fetchOnce(on.url, { method: 'POST' }, 'x')).status).toBe(502);

    expect(bad.received.length + good.received.length).toBe(1);
    expect(sumOf(await on.rows(), 'stable')).toMatchObject({ requests: 1, errors: 1, retried: 0 });
  });

  it('before the last byte breaks the answer off, so that nobody takes it for whole', async () => {
    const { url, rows } = await withInstance((_request, response) => {
      response.writeHead(200, { 'Content-Length': '10' });
      response.write('half', () => response.destroy());
    });

    await expect(fetchOnce(url)).rejects.toThrow();
    expect(sumOf(await rows(), 'stable')).toMatchObject({ requests: 1, errors: 1 });
  });

  it('by silence gives 504', async () => {
    const { url, rows, instance } = await withInstance(() => undefined, 60);

    expect(await fetchOnce(url)).toMatchObject({ status: 504, body: 'the service took too long\n' });
    expect(sumOf(await rows(), 'stable')).toMatchObject({ requests: 1, errors: 1 });
    await expect.poll(() => instance.connections(), PATIENTLY).toBe(0);
  });

  it('with what is no HTTP gives 502', async () => {
    const on = await bench.start();
    const garbage = createServer((socket) => void socket.on('error', () => undefined).end('HTTP/1.1 99 No\r\n\r\nx'));
    garbage.listen(0, '127.0.0.1');
    await once(garbage, 'listening');
    on.keep({ close: async () => void garbage.close() });
    const bound = garbage.address();
    const port = bound !== null && typeof bound === 'object' ? bound.port : 0;
    await on.order(allTo({ id: 'garbage', address: `http://127.0.0.1:${port}` }));

    expect((await fetchOnce(on.url)).status).toBe(502);
  });
});

describe('a client', () => {
  const reset = (sending: ClientRequest) => new Promise((resolve) => sending.on('error', resolve).destroy());

  it('that leaves takes its request along, and that is no error of the instance', async () => {
    const { url, instance, rows } = await withInstance();
    const sending = ask(`${url}/hold`, { agent: false }).end();
    await instance.held();

    const closed = once(instance.received[0]?.socket ?? sending, 'close');
    await reset(sending);
    await closed;

    await expect
      .poll(async () => sumOf(await rows(), 'stable'), PATIENTLY)
      .toMatchObject({ routed: 1, requests: 0, errors: 0, aborted: 1 });
  });

  it('that leaves in the middle of its upload leaves no request under way', async () => {
    const { url, instance, admin, rows } = await withInstance((request) => void request.resume());
    const sending = ask(url, { method: 'POST', agent: false, headers: { 'Content-Length': 100 } });
    sending.write('half');
    await expect.poll(() => instance.received.length, PATIENTLY).toBe(1);

    await reset(sending);

    await expect.poll(async () => sumOf(await rows(), 'stable').aborted, PATIENTLY).toBe(1);
    expect((await admin('GET', '/state')).body.draining).toEqual([]);
  });

  it('whose upload stands still is told so, and that is no error of the instance', async () => {
    const { url, rows } = await withInstance(
      (request, response) => request.resume().on('end', () => response.end()),
      60,
    );
    const sending = ask(url, { method: 'POST', agent: false, headers: { 'Content-Length': 100 } });
    sending.write('half');

    const [answer] = (await once(sending, 'response')) as [IncomingMessage];
    sending.on('error', () => undefined).destroy();

    expect(answer.statusCode).toBe(408);
    expect(sumOf(await rows(), 'stable')).toMatchObject({ requests: 0, errors: 0, aborted: 1 });
  });

  it('gets the answer of an instance that would not read its upload', async () => {
    const { url } = await withInstance((_request, response) => void response.writeHead(413).end('too big'));
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });

    for (let sent = 0; sent < 3; sent++) {
      const answer = await fetchOnce(url, { method: 'POST', agent }, Buffer.alloc(3_000_000));
      expect([answer.status, answer.body]).toEqual([413, 'too big']);
    }
    agent.destroy();
  });
});
