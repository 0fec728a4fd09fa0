import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HEADERS } from '../api/control-plane.ts';
import { Browser } from '../e2e/world/browser.ts';
import { codeOf, ListenerWorld } from './listener-world.ts';
import { head, rawExchange } from './raw-http.ts';

const NAME = 'attacker.test';
const BAIT = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<title>bait</title>';
const world = new ListenerWorld();
let browser: Browser;
/** What its name leads to: the attacker's page at first, and then the control plane, byte for byte. */
let name: Server;
let origin: string;

beforeAll(async () => {
  await world.start();
  name = createServer((browsers) => {
    browsers.once('data', (first) => {
      browsers.pause();
      if (first.toString('latin1').startsWith('GET /bait ')) return browsers.end(BAIT);
      const there = connect(world.port, '127.0.0.1');
      there.write(first);
      browsers.pipe(there).pipe(browsers);
      there.on('error', () => browsers.destroy());
      return browsers.on('close', () => there.destroy());
    });
    browsers.on('error', () => browsers.destroy());
  });
  await new Promise<void>((listening) => {
    name.listen(0, '127.0.0.1', listening);
  });
  origin = `http://${NAME}:${(name.address() as AddressInfo).port}`;
  browser = await Browser.open([`--host-resolver-rules=MAP ${NAME} 127.0.0.1`]);
});
afterAll(async () => {
  await browser?.close();
  name?.close();
  await world.stop();
});

it('a page whose name is made to point at the control plane is refused by that name, with any token, and changes nothing', async () => {
  const { page } = browser;
  await page.goto(`${origin}/bait`);
  expect(await page.title()).toBe('bait');

  const asked = await page.evaluate(
    async (headers) => {
      const json = { ...headers, 'Content-Type': 'application/json', 'Idempotency-Key': 'rebinding-0001' };
      const acts = [
        ['/api/v1/about', { headers }],
        ['/api/v1/events', { headers }],
        ['/', {}],
        ['/api/v1/stop', { method: 'POST', headers: json, body: '{"reason":"mine"}' }],
      ] as const;
      return Promise.all(
        acts.map(async ([path, init]) => {
          const answer = await fetch(path, init);
          return { path, status: answer.status, body: await answer.text() };
        }),
      );
    },
    { Authorization: HEADERS.authorization },
  );

  expect(asked.map(({ path, ...answer }) => [path, answer.status, codeOf(answer)])).toEqual(
    ['/api/v1/about', '/api/v1/events', '/', '/api/v1/stop'].map((path) => [path, 403, 'host-not-listed']),
  );
  const still = await rawExchange(
    world.port,
    head('GET', '/api/v1/about', [`Host: ${world.host}`, `Authorization: ${HEADERS.authorization}`]),
  );
  expect(still.status).toBe(200);
});
