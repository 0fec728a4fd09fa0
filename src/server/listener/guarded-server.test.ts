import { once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ended, head, opened, rawExchange } from '../../../test/hostile/raw-http.ts';
import { guardedServer } from './guarded-server.ts';
import { LISTENER_LIMITS, type ListenerLimits } from './limits.ts';

const HUGE = 64 * 1024 * 1024;
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server that answers at once, holds what is asked of /hold, and sends more than anybody's buffers at /much. */
async function aServer(limits: Partial<ListenerLimits> = {}) {
  let held = 0;
  const seen: string[] = [];
  const server = guardedServer({
    answer: (asked, response) => {
      seen.push(`${asked.method} ${asked.url}`);
      if (asked.url === '/hold') held += 1;
      else if (asked.url === '/much') response.end(Buffer.alloc(HUGE));
      else response.end('here');
    },
    rules: () => ({ hosts: ['localhost'], origins: [] }),
    limits: { ...LISTENER_LIMITS, ...limits },
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const get = (path: string) => rawExchange(port, head('GET', path, ['Host: localhost']));
  return { server, port, get, seen, held: () => held };
}

const until = async (fact: () => boolean): Promise<void> => {
  while (!fact()) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('connections on which nothing is asked', () => {
  it('are cut from the oldest on when an address has too many, and the newcomer is heard', async () => {
    const { port, get } = await aServer({ waitingPerAddress: 3 });
    const [first, second, third] = [await opened(port), await opened(port), await opened(port)];

    const answer = await get('/healthz');

    expect(answer.status).toBe(200);
    await ended(first);
    expect([second.destroyed, third.destroyed]).toEqual([false, false]);
    for (const socket of [second, third]) socket.destroy();
  });

  it('of one address cost another address nothing, until all together are too many', async () => {
    const { port } = await aServer({ waitingPerAddress: 2, waiting: 3 });
    const [one, two] = [await opened(port), await opened(port)];
    const other = await opened(port, '127.0.0.1');
    await ended(one);

    expect([two.destroyed, other.destroyed]).toEqual([false, false]);
    for (const socket of [two, other]) socket.destroy();
  });

  it('and send their head a letter at a time are cut when it is late', async () => {
    const { port, seen } = await aServer({ headWithin: 100, requestWithin: 200, sweep: 20 });
    const socket = await opened(port);
    socket.write('GET / HTTP/1.1\r\nHost: local');

    await ended(socket);

    expect(seen).toEqual([]);
  });
});

describe('a request', () => {
  it('with a larger head is refused, one below is heard', async () => {
    const { port } = await aServer();
    const padded = (bytes: number) =>
      rawExchange(port, head('GET', '/', ['Host: localhost', `X-Padding: ${'x'.repeat(bytes)}`]));

    expect((await padded(16 * 1024)).status).toBe(431);
    expect((await padded(15 * 1024)).status).toBe(200);
  });

  it('whose body does not come is cut when it is late', async () => {
    const { port, held } = await aServer({ headWithin: 100, requestWithin: 200, sweep: 20 });
    const lines = ['Host: localhost', 'Content-Type: application/json', 'Idempotency-Key: test-0001'];

    const answer = await rawExchange(port, head('POST', '/hold', [...lines, 'Content-Length: 100']));

    expect([answer.status, held()]).toEqual([408, 1]);
  });

  it('that is refused is not read on: the connection ends, however much was announced', async () => {
    const { port, seen } = await aServer();
    const socket = await opened(port);
    socket.on('error', () => undefined);
    socket.write('POST / HTTP/1.1\r\nHost: evil.test\r\nTransfer-Encoding: chunked\r\n\r\n');
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    const sending = setInterval(() => socket.write(chunk), 1);

    await ended(socket);
    clearInterval(sending);

    expect(seen).toEqual([]);
    expect(socket.bytesWritten).toBeLessThan(HUGE);
  });

  it('is refused while too many are served, but for the question after our health', async () => {
    const { port, get, held } = await aServer({ serving: 2 });
    const holding = [1, 2].map(() => {
      const asked = request({ port, host: '127.0.0.1', path: '/hold', headers: { host: 'localhost' } });
      asked.on('error', () => undefined);
      asked.end();
      return asked;
    });
    await until(() => held() === 2);

    const refused = await get('/');
    expect(refused.status).toBe(503);
    expect(refused.body).toContain('too-many-requests-open');
    expect((await get('/healthz')).status).toBe(200);

    for (const asked of holding) asked.destroy();
    let answer = await get('/');
    while (answer.status === 503) answer = await get('/');
    expect(answer.status).toBe(200);
  });
});

it('an answer that nobody reads is cut, one that is read comes whole', async () => {
  const { server, port, get } = await aServer({ unreadFor: 100, sweep: 20 });
  const socket = await opened(port);
  socket.pause();
  socket.write(head('GET', '/much', ['Host: localhost']));
  const [theirs] = (await once(server, 'request')).map((asked) => (asked as { socket: typeof socket }).socket);

  if (theirs !== undefined && !theirs.destroyed) await once(theirs, 'close');
  socket.destroy();

  expect((await get('/')).body).toBe('here');
});

describe('a body that nobody wanted', () => {
  const lines = ['Host: localhost', 'Content-Type: application/json', 'Idempotency-Key: test-0001'];
  const post = (path: string, length: number) =>
    [`POST ${path} HTTP/1.1`, ...lines, `Content-Length: ${length}`, '', ''].join('\r\n');

  it.each([
    ['with its head', 0],
    ['after the answer', 20],
  ])('leaves the connection to the next request when it is small and comes %s', async (_, later) => {
    const { port, seen } = await aServer();
    const socket = await opened(port);
    let heard = '';
    socket.on('data', (bytes) => (heard += String(bytes)));
    const answers = () => heard.split('here').length - 1;
    if (later === 0) socket.write(`${post('/', 2)}{}`);
    else {
      socket.write(post('/', 2));
      await until(() => answers() === 1);
      socket.write('{}');
    }
    await until(() => answers() === 1);

    socket.write(`${post('/again', 2)}{}`);
    await until(() => answers() === 2 || socket.destroyed);

    expect(answers()).toBe(2);
    expect(seen).toEqual(['POST /', 'POST /again']);
    socket.destroy();
  });

  it('ends the connection when it is large, and what comes on it after that is not done', async () => {
    const { port, seen } = await aServer();
    const socket = await opened(port);
    socket.on('error', () => undefined);
    socket.write(post('/', 100_000));
    await once(socket, 'data');

    socket.write(`${'x'.repeat(100_000)}${post('/again', 2)}{}`);
    await ended(socket);

    expect(seen).toEqual(['POST /']);
  });
});

describe('what is no request', () => {
  it.each([
    ['GET / HTTP/1.1\r\nHost: localhost\r\nbad header\r\n\r\n', 400, 'request-unreadable'],
    [`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(17 * 1024)}\r\n\r\n`, 431, 'head-too-large'],
  ])('is told so in the one form of errors, and the connection is closed: %#', async (text, status, code) => {
    const { port, seen } = await aServer();

    const answer = await rawExchange(port, text);

    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json']);
    expect(JSON.parse(answer.body)).toMatchObject({ status, problems: [{ code }] });
    expect(seen).toEqual([]);
  });
});
