import { once } from 'node:events';
import { request as ask, createServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { httpInstance } from '../testing/conformance/http-instance.ts';
import { PATIENTLY } from '../testing/conformance/workspace.ts';
import { allTo, routerBench, sumOf } from './testing/router-on-bench.ts';

const bench = routerBench(afterEach);

/** An instance that shakes hands and then gives back, in capitals, what it gets. */
async function echoing() {
  const on = await bench.start();
  const seen: IncomingMessage[] = [];
  const sockets: Duplex[] = [];
  const server = createServer();
  server.on('upgrade', (request, socket, early) => {
    seen.push(request);
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Odd: 1\r\n\r\nhello ',
    );
    const give = (chunk: Buffer) => socket.write(String(chunk).toUpperCase());
    if (early.length > 0) give(early);
    socket.on('data', give).on('end', () => socket.end('bye'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  on.keep({
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  });
  const bound = server.address();
  const address = `http://127.0.0.1:${bound !== null && typeof bound === 'object' ? bound.port : 0}`;
  await on.order(allTo({ id: 'echo', address }));
  return { ...on, seen, sockets };
}

const HEADERS = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Key': 'k',
  'Sec-WebSocket-Version': '13',
};

async function open(url: string, headers: Record<string, string> = {}) {
  const sending = ask(`${url}/chat`, { headers: { ...HEADERS, ...headers }, agent: false });
  const upgraded = once(sending, 'upgrade') as Promise<[IncomingMessage, Duplex, Buffer]>;
  sending.end();
  const [answer, socket, early] = await upgraded;
  let got = String(early);
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    got += String(chunk);
  });
  return { answer, socket, got: () => got };
}

describe('a web socket', () => {
  it('is passed on, and carries bytes both ways until it ends', async () => {
    const { url, seen, rows } = await echoing();

    const { answer, socket, got } = await open(url);
    socket.write('one ');
    await expect.poll(got, PATIENTLY).toBe('hello ONE ');
    socket.write('two ');
    await expect.poll(got, PATIENTLY).toBe('hello ONE TWO ');
    const closed = once(socket, 'close');
    socket.end();
    await closed;

    expect(got()).toBe('hello ONE TWO bye');
    expect([answer.statusCode, answer.headers['x-odd'], answer.headers.upgrade]).toEqual([101, '1', 'websocket']);
    expect([seen[0]?.url, seen[0]?.headers['sec-websocket-key'], seen[0]?.headers['x-forwarded-for']]).toEqual([
      '/chat',
      'k',
      '127.0.0.1',
    ]);
    expect(sumOf(await rows(), 'stable')).toMatchObject({ routed: 1, requests: 1, errors: 0 });
  });

  it('keeps its member draining as long as it stands', async () => {
    const { url, order, admin, keep } = await echoing();
    const { socket } = await open(url);
    const draining = async () => (await admin('GET', '/state')).body.draining;

    await order(allTo(keep(await httpInstance('next'))));
    expect(await draining()).toMatchObject([{ id: 'echo', inFlight: 1 }]);
    socket.destroy();

    await expect.poll(draining, PATIENTLY).toEqual([]);
  });

  it('ends for the instance when its client breaks off, and for the client when its instance does', async () => {
    const { url, sockets } = await echoing();
    const first = await open(url);
    const firstClosed = once(sockets[0] ?? first.socket, 'close');
    first.socket.destroy();
    await firstClosed;

    const second = await open(url);
    const secondClosed = once(second.socket, 'close');
    sockets[1]?.destroy();
    await secondClosed;

    expect([first.socket.destroyed, sockets[1]?.destroyed]).toEqual([true, true]);
  });

  it('that the instance does not want gets its answer', async () => {
    const on = await bench.start();
    const instance = on.keep(await httpInstance('a', (_request, response) => void response.writeHead(426).end('no')));
    await on.order(allTo(instance));

    const sending = ask(on.url, { headers: HEADERS, agent: false }).end();
    const [answer] = (await once(sending, 'response')) as [IncomingMessage];
    let text = '';
    for await (const chunk of answer) text += String(chunk);

    expect([answer.statusCode, text]).toEqual([426, 'no']);
    await expect.poll(async () => sumOf(await on.rows(), 'stable').requests, PATIENTLY).toBe(1);
  });

  it('is refused in words when nobody can take it', async () => {
    const on = await bench.start();
    const status = async () => {
      const sending = ask(on.url, { headers: HEADERS, agent: false }).end();
      const [answer] = (await once(sending, 'response')) as [IncomingMessage];
      answer.resume();
      return answer.statusCode;
    };
    expect(await status()).toBe(503);

    const gone = await httpInstance('gone');
    await gone.close();
    await on.order(allTo(gone));
    expect(await status()).toBe(502);
    expect(sumOf(await on.rows(), 'stable')).toMatchObject({ requests: 1, errors: 1 });
  });
});
