import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Listening, listenOnLoopback } from '../../src/server/listening.ts';
import { aControlPlane, type ControlPlaneOnBench, HEADERS } from '../api/control-plane.ts';
import { ended, head, opened, rawExchange } from './raw-http.ts';

// The whole size of page 05's floods: it takes a while and many file handles, so it runs beside the suites with components.
let here: ControlPlaneOnBench;
let listener: Listening & { readonly port: number };
const flood: Socket[] = [];
beforeAll(async () => {
  here = await aControlPlane();
  listener = await listenOnLoopback(here.app, 29_311);
});
afterAll(async () => {
  for (const socket of flood.splice(0)) socket.destroy();
  await Promise.all([listener.close(), here.close()]);
});

const host = () => `Host: localhost:${listener.port}`;
const healthy = async (): Promise<boolean> => {
  const { status, body } = await rawExchange(listener.port, head('GET', '/healthz', [host()]));
  return status === 200 && body.includes('"ok":true');
};

/** Opens one connection after the other, quietly, and sends what it is told. */
async function pour(count: number, text: string): Promise<void> {
  for (let made = 0; made < count; made += 1) {
    const socket = await opened(listener.port).catch(() => undefined);
    if (socket === undefined) continue;
    socket.on('error', () => undefined);
    socket.write(text);
    flood.push(socket);
  }
}

it('5 000 heads that never end leave 64 connections, and health answers at every point', async () => {
  for (let round = 0; round < 10; round += 1) {
    await pour(500, `GET /healthz HTTP/1.1\r\n${host()}\r\nX-Slow: `);
    expect(await healthy()).toBe(true);
  }

  const open = await new Promise<number>((resolve) => listener.server.getConnections((_, count) => resolve(count)));
  expect(open).toBeLessThanOrEqual(65);
});

it('5 000 questions that wait for news are served up to 256, the rest is told so, and health answers', async () => {
  const token = `Authorization: ${HEADERS.authorization}`;
  const { seq } = await here.journal.head();
  for (let round = 0; round < 10; round += 1) {
    await pour(500, `GET /api/v1/events?after=${seq}&wait=50 HTTP/1.1\r\n${host()}\r\n${token}\r\n\r\n`);
    expect(await healthy()).toBe(true);
  }

  const open = await new Promise<number>((resolve) => listener.server.getConnections((_, count) => resolve(count)));
  expect(open).toBeGreaterThan(200);
  expect(open).toBeLessThanOrEqual(256 + 65);
});

it('two gigabytes in chunks from somebody unknown are not read, and health answers', async () => {
  const before = process.memoryUsage().rss;
  const socket = await opened(listener.port);
  const lines = [host(), 'Content-Type: application/json', 'Idempotency-Key: flood-0001', 'Transfer-Encoding: chunked'];
  socket.on('error', () => undefined);
  socket.write(['POST /api/v1/deployments HTTP/1.1', ...lines, '', ''].join('\r\n'));
  const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(1_048_576, 'x'), Buffer.from('\r\n')]);
  const isOver = ended(socket);
  let sent = 0;
  for (; sent < 2_048 && !socket.destroyed; sent += 1) {
    if (!socket.write(chunk)) await Promise.race([once(socket, 'drain').catch(() => undefined), isOver]);
    if (sent % 256 === 0) expect(await healthy()).toBe(true);
  }
  await isOver;

  expect(sent).toBeLessThan(2_048);
  expect(await healthy()).toBe(true);
  expect(process.memoryUsage().rss - before).toBeLessThan(256 * 1_048_576);
});
