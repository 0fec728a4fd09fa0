import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request as ask, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { httpInstance, memberOf } from '../testing/conformance/http-instance.ts';
import { fetchOnce } from '../testing/conformance/http-load.ts';
import { PATIENTLY } from '../testing/conformance/workspace.ts';
import { allTo, routerBench, sumOf } from './testing/router-on-bench.ts';

const bench = routerBench(afterEach);

/** A router with one instance that gets every request. */
async function withInstance(answering?: Parameters<typeof httpInstance>[1]) {
  const on = await bench.start();
  const instance = on.keep(await httpInstance('a', answering));
  await on.order(allTo(instance));
  return { ...on, instance };
}

/** Writes raw bytes and gives all that comes back until the connection ends. */
async function raw(url: string, text: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(text);
  let got = '';
  for await (const chunk of socket) got += String(chunk);
  return got;
}

const body = async (answer: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

describe('a request', () => {
  it('reaches the instance as it was sent, and its response comes back as it was given', async () => {
    const { url, instance } = await withInstance((request, response) => {
      response.writeHead(418, 'Short And Stout', ['X-Odd', '1', 'x-odd', '2', 'Content-Length', '2']);
      request.resume().on('end', () => response.end('ok'));
    });

    const answer = await fetchOnce(`${url}/a%20b?c=d`, { method: 'PUT', headers: { 'X-Own': 'v' } }, 'body');

    const [seen] = instance.received;
    expect([seen?.method, seen?.url, seen?.headers['x-own'], seen?.headers['content-length']]).toEqual([
      'PUT',
      '/a%20b?c=d',
      'v',
      '4',
    ]);
    expect([answer.status, answer.body, answer.headers['x-odd']]).toEqual([418, 'ok', '1, 2']);
  });

  it('streams big bodies both ways without a byte changed', async () => {
    const { url } = await withInstance((request, response) => request.pipe(response));
    const sent = randomBytes(8 * 1024 * 1024);

    const sending = ask(url, { method: 'POST', agent: false });
    const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
    sending.end(sent);
    const [answer] = await answered;
    const got = await body(answer);

    const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    expect(digest(got)).toBe(digest(sent));
  });

  it('is not held back: each part goes on before the next one exists', async () => {
    const { url } = await withInstance((request, response) => request.pipe(response));
    const sending = ask(url, { method: 'POST', agent: false });
    const answered = once(sending, 'response') as Promise<[IncomingMessage]>;

    sending.write('one');
    const [answer] = await answered;
    expect(String((await once(answer, 'data'))[0])).toBe('one');
    sending.write('two');
    expect(String((await once(answer, 'data'))[0])).toBe('two');
    sending.end();
    await once(answer, 'end');
  });

  it('does not fill the memory when the client reads slowly', async () => {
    let written = 0;
    const { url } = await withInstance((_request, response) => {
      const chunk = Buffer.alloc(108 * 1024);
      const write = (): void => {
        while (written < 400) {
          written++;
          if (!response.write(chunk)) break;
        }
        if (written < 400) response.once('drain', write);
        else response.end();
      };
      write();
    });
    const sending = ask(url, { agent: false }).end();
    const [answer] = (await once(sending, 'response')) as [IncomingMessage];

    let before = -1;
    await expect
      .poll(
        () => {
          const isStill = before === written;
          before = written;
          return isStill;
        },
        { timeout: 120_000, interval: 100 },
      )
      .toBe(true);
    // What the system itself keeps for each connection may be tens of megabytes; the rest waits at the instance.
    expect(written).toBeLessThan(200);

    answer.destroy();
  });

  it('keeps connections on both sides', async () => {
    const { url, instance } = await withInstance();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    let opened = 0;
    for (let sent = 0; sent < 20; sent++) {
      const sending = ask(url, { agent }).end();
      const [answer] = (await once(sending, 'response')) as [IncomingMessage];
      if (!sending.reusedSocket) opened++;
      await body(answer);
    }
    agent.destroy();

    expect([opened, instance.connections()]).toEqual([1, 1]);
  });

  it('may wait for a 100 from the instance before its body is sent', async () => {
    const { url, instance } = await withInstance((request, response) => request.pipe(response));
    const sending = ask(url, {
      method: 'POST',
      agent: false,
      headers: { Expect: '100-continue', 'Content-Length': 2 },
    });
    const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
    sending.flushHeaders();

    await once(sending, 'continue');
    expect(instance.received).toHaveLength(1);
    sending.end('ok');

    expect(String(await body((await answered)[0]))).toBe('ok');
  });

  it('keeps trailers on both ways', async () => {
    const { url } = await withInstance((request, response) => {
      request.resume().on('end', () => {
        response.write('x');
        response.addTrailers({ 'X-Sum': `got ${request.trailers['x-mine']}` });
        response.end();
      });
    });

    const sending = ask(url, { method: 'POST', agent: false });
    sending.write('x');
    sending.addTrailers({ 'X-Mine': '7' });
    sending.end();
    const [answer] = (await once(sending, 'response')) as [IncomingMessage];
    await body(answer);

    expect(answer.trailers['x-sum']).toBe('got 7');
  });

  it('may have no body in its answer: HEAD, 204 and 304', async () => {
    const { url } = await withInstance((request, response) => {
      if (request.method === 'HEAD') response.writeHead(200, { 'Content-Length': '12345' }).end();
      else response.writeHead(Number(request.url?.slice(1))).end();
    });

    expect((await fetchOnce(url, { method: 'HEAD' })).headers['content-length']).toBe('12345');
    expect((await fetchOnce(`${url}/204`)).status).toBe(204);
    expect((await fetchOnce(`${url}/304`)).status).toBe(304);
  });

  it('of an HTTP/1.0 client is answered without chunks and closed', async () => {
    const { url } = await withInstance((_request, response) => {
      response.write('a');
      response.end('b');
    });

    const got = await raw(url, 'GET / HTTP/1.0\r\n\r\n');

    expect(got).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(got).not.toMatch(/chunked/i);
    expect(got).toMatch(/\r\n\r\nab$/);
  });

  it('that offers HTTP/2 is answered as it is, body included', async () => {
    const { url } = await withInstance((request, response) => request.pipe(response));
    const headers = { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'x' };

    expect((await fetchOnce(url, { method: 'POST', headers }, 'hello')).body).toBe('hello');
  });

  it('whose framing is doubtful reaches nobody', async () => {
    const { url, instance } = await withInstance();

    const got = await raw(
      url,
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    );

    expect(got).toMatch(/^HTTP\/1\.1 400/);
    expect(instance.received).toHaveLength(0);
  });
});

describe('the router itself', () => {
  it('answers 503 with a time to come back while out of service', async () => {
    const { url, rows } = await bench.start();

    const answer = await fetchOnce(url);

    expect(answer).toMatchObject({ status: 503, body: 'out of service\n', headers: { 'retry-after': '5' } });
    expect(sumOf(await rows(), 'stable').routed).toBe(0);
  });

  it('lets this machine reach a track at any weight, counted apart', async () => {
    const on = await bench.start();
    const stable = on.keep(await httpInstance('stable'));
    const candidate = on.keep(await httpInstance('candidate'));
    const ask = (track: string, path = '') => fetchOnce(`${on.url}${path}`, { headers: { 'X-Plimsoll-Track': track } });
    await on.order({ candidate: [memberOf(candidate)] });
    expect((await ask('candidate')).body).toBe('candidate');
    expect(await ask('stable')).toMatchObject({ status: 503, body: 'stable has no members\n' });

    await on.order(allTo(stable));
    await ask('candidate', '/fail');
    expect((await ask('stable')).body).toBe('stable');
    expect(candidate.received[0]?.headers['x-plimsoll-track']).toBe('candidate');

    const rows = await on.rows();
    expect(sumOf(rows, 'candidate')).toMatchObject({ tested: 2, requests: 0, errors: 0, routed: 0 });
    expect(sumOf(rows, 'stable')).toMatchObject({ tested: 1, requests: 0, routed: 0 });
  });

  it('refuses a track that does not exist instead of guessing', async () => {
    const { url } = await withInstance();

    expect((await fetchOnce(url, { headers: { 'X-Plimsoll-Track': 'canary' } })).status).toBe(400);
  });

  it('closes idle connections to a member that leaves, also while it still answers a request', async () => {
    const { url, instance, order, keep } = await withInstance();
    const held = fetchOnce(`${url}/hold`);
    await instance.held();
    await Promise.all(Array.from({ length: 5 }, () => fetchOnce(url)));
    expect(instance.connections()).toBeGreaterThan(1);

    await order(allTo(keep(await httpInstance('b'))));

    // Sooner than idle ones are closed anyway.
    await expect.poll(() => instance.connections(), { ...PATIENTLY, timeout: 3_000 }).toBe(1);
    instance.release();
    expect((await held).body).toBe('a');
    await expect.poll(() => instance.connections(), PATIENTLY).toBe(0);
  });

  it('keeps the connections of a member that left and came back', async () => {
    const { url, instance, order, keep } = await withInstance();
    const held = fetchOnce(`${url}/hold`);
    await instance.held();
    await order(allTo(keep(await httpInstance('b'))));
    await order(allTo(instance));
    instance.release();
    await held;

    await fetchOnce(url);
    await fetchOnce(url);

    const ports = instance.received.map((request) => request.socket.remotePort);
    expect(new Set(ports).size).toBe(1);
  });

  it('uses no connection again that was idle while the process was paused', async () => {
    const { url, instance } = await withInstance();
    await fetchOnce(url);
    const now = performance.now.bind(performance);
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + 5_000);

    await fetchOnce(url);
    clock.mockRestore();

    const ports = instance.received.map((request) => request.socket.remotePort);
    expect(new Set(ports).size).toBe(2);
  });
});
