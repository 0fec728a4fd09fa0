import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pageRoutes } from './routes.ts';

const FRAME = '<!doctype html><title>the frame</title>';
const SCRIPT = 'console.log(1)';

let folder: string;
let app: Hono;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-page-'));
  app = new Hono();
  pageRoutes(app, () => 'no page was built', pathToFileURL(`${folder}/`));
});
afterEach(() => rm(folder, { recursive: true }));

async function build(): Promise<void> {
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), FRAME);
  await writeFile(join(folder, 'assets', 'page-a1b2c3d4.js'), SCRIPT);
  await writeFile(join(folder, 'assets', 'mark.svg'), '<svg/>');
  await writeFile(join(folder, 'secret.txt'), 'not of the page');
}

describe('the page', () => {
  it.each(['/', '/login', '/d/dep_1', '/d/dep_1/approve', '/e/shop/production', '/audit', '/settings'])(
    'is the same frame in every room, never kept: %s',
    async (room) => {
      await build();

      const answer = await app.request(room);

      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(await answer.text()).toBe(FRAME);
    },
  );

  it('is a word in its place where none was built, and comes once it is', async () => {
    expect(await (await app.request('/login')).text()).toBe('no page was built');

    await build();

    expect(await (await app.request('/login')).text()).toBe(FRAME);
  });

  it('is sent compressed to who takes that', async () => {
    await build();

    const answer = await app.request('/assets/page-a1b2c3d4.js', { headers: { 'accept-encoding': 'br, gzip' } });

    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(gunzipSync(Buffer.from(await answer.arrayBuffer())).toString()).toBe(SCRIPT);
  });

  it('lets a browser keep for ever what has a digest in its name, and nothing else', async () => {
    await build();
    const kept = async (name: string) => (await app.request(`/assets/${name}`)).headers.get('cache-control');

    expect(await kept('page-a1b2c3d4.js')).toBe('private, max-age=31536000, immutable');
    expect(await kept('mark.svg')).toBe('no-store');
  });

  it.each(['/assets/none.js', '/assets/..%2Fsecret.txt', '/assets/../secret.txt', '/secret.txt'])(
    'is nothing else of its folder: %s',
    async (path) => {
      await build();

      expect((await app.request(path)).status).toBe(404);
    },
  );
});
