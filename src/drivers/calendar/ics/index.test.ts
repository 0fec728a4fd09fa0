import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { icsFeed } from './index.ts';

const TEXT = 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n';
const LOOPBACK = ['127.0.0.0/8'];
const { signal } = new AbortController();

let dir = '';
const servers: Server[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plimsoll-feed-'));
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
  await rm(dir, { recursive: true });
});

async function serving(answer: RequestListener) {
  const asked: { readonly host: string | undefined; readonly url: string | undefined }[] = [];
  const server = createServer((request, response) => {
    asked.push({ host: request.headers.host, url: request.url });
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  const bound = server.address();
  const port = bound !== null && typeof bound === 'object' ? bound.port : 0;
  return { asked, port };
}

const read = (place: string, allowPrivate: readonly string[] = LOOPBACK, options = {}) =>
  icsFeed(options).read({ place, dir, allowPrivate }, signal);

describe('a feed by address', () => {
  it('is read whole', async () => {
    const { asked, port } = await serving((_, response) => response.end(TEXT));

    expect(await read(`http://127.0.0.1:${port}/a.ics?key=1`)).toBe(TEXT);
    expect(asked).toEqual([{ host: `127.0.0.1:${port}`, url: '/a.ics?key=1' }]);
  });

  it('is asked at the address that was checked, under its own name, however often the name changes its mind', async () => {
    const { asked, port } = await serving((_, response) => response.end(TEXT));
    let times = 0;
    const addressesOf = async () => (++times === 1 ? ['127.0.0.1'] : ['127.0.0.9']);

    await read(`http://calendar.example:${port}/`, ['127.0.0.1/32'], { addressesOf });

    expect([times, asked]).toEqual([1, [{ host: `calendar.example:${port}`, url: '/' }]]);
  });

  it.each(['127.0.0.1', 'localhost', '[::1]', '0x7f000001', '2130706433', '127.1', '[::ffff:127.0.0.1]', '0.0.0.0'])(
    'is not asked at %s, a private address, unless its range is listed',
    async (host) => {
      const { asked, port } = await serving((_, response) => response.end(TEXT));

      await expect(read(`http://${host}:${port}/`, [])).rejects.toThrow(
        /a private address; list its range under allow_private/,
      );

      expect(asked).toEqual([]);
    },
  );

  it('is not asked when one of several addresses is a private one', async () => {
    const addressesOf = async () => ['93.184.216.34', '10.0.0.1'];

    await expect(read('http://calendar.example/', [], { addressesOf })).rejects.toMatchObject({ retryable: false });
  });

  it.each([
    [
      'sends on',
      (_, response) => response.writeHead(302, { Location: 'http://127.0.0.1:1/' }).end(),
      /sends on to another address/,
    ],
    ['has an error', (_, response) => response.writeHead(500).end('BEGIN:VCALENDAR'), /answered 500/],
    ['has nothing new', (_, response) => response.writeHead(304).end(), /sends on|304/],
    ['is packed', (_, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('x'), /encoding/],
    [
      'says that it is huge',
      (_, response) => response.writeHead(200, { 'Content-Length': 2 ** 21 }).end(),
      /more than 1048576 bytes/,
    ],
    ['is huge', (_, response) => response.end('x'.repeat(2 ** 20 + 1)), /more than 1048576 bytes/],
    ['breaks off', (_, response) => response.write('BEGIN', () => response.destroy()), /127\.0\.0\.1/],
  ] as readonly [string, RequestListener, RegExp][])('that %s is none', async (_, answer, problem) => {
    const { port, asked } = await serving(answer);

    await expect(read(`http://127.0.0.1:${port}/`)).rejects.toThrow(problem);
    expect(asked).toHaveLength(1);
  });

  it('that never ends is given up in time', async () => {
    const { port } = await serving((_, response) => void response.write('BEGIN'));

    await expect(read(`http://127.0.0.1:${port}/`, LOOPBACK, { within: 200 })).rejects.toThrow(
      /no answer within 0.2 s/,
    );
  });

  it('that does not answer, or has no address, fails for now', async () => {
    await expect(read('http://127.0.0.1:1/')).rejects.toMatchObject({ name: 'DriverError', retryable: true });
    await expect(read('http://a.example/', [], { addressesOf: async () => [] })).rejects.toThrow(/has no address/);
  });
});

describe('a feed in a file', () => {
  it('is read from the folder of the unit', async () => {
    await mkdir(join(dir, 'calendars'));
    await writeFile(join(dir, 'calendars', 'freeze.ics'), TEXT);

    expect(await read('calendars/freeze.ics')).toBe(TEXT);
  });

  it.each(['/etc/hostname', '../freeze.ics', 'link.ics', 'nothing.ics', 'folder'])('is not %s', async (place) => {
    await symlink('/etc/hostname', join(dir, 'link.ics'));
    await mkdir(join(dir, 'folder'));

    await expect(read(place)).rejects.toMatchObject({ name: 'DriverError' });
  });

  it('is not larger than it may be', async () => {
    await writeFile(join(dir, 'huge.ics'), 'x'.repeat(2 ** 20 + 1));

    await expect(read('huge.ics')).rejects.toThrow(/more than 1048576 bytes/);
  });
});
