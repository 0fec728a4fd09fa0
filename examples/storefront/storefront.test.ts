import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import load from './load.json' with { type: 'json' };
import { closeShop, layOut, runCheck, type Shop, startShop } from './running-shop.ts';

const RELEASES = ['1.0', '1.1', '1.2', '1.3', '1.4'];
const folders: string[] = [];
const shops: Shop[] = [];

async function folderOf(release: string): Promise<string> {
  const folder = await layOut(release);
  folders.push(folder);
  return folder;
}

async function started(folder: string): Promise<Shop> {
  const shop = await startShop(folder);
  shops.push(shop);
  return shop;
}

const shopOf = async (release: string): Promise<Shop> => started(await folderOf(release));

afterEach(async () => {
  for (const shop of shops.splice(0)) await closeShop(shop);
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

describe('the storefront', () => {
  it('answers every route it names', async () => {
    const shop = await shopOf('1.0');
    const get = async (path: string) => (await fetch(shop.url + path)).text();

    expect(await get('/')).toContain('href="/products/30"');
    expect(JSON.parse(await get('/products'))).toHaveLength(30);
    expect(JSON.parse(await get('/products/3'))).toEqual({ id: 3, name: 'Heaving line', shelf: 'rope', cents: 1450 });
    expect(JSON.parse(await get('/healthz'))).toEqual({ status: 'ok' });
    expect(JSON.parse(await get('/version'))).toEqual({ version: '1.0.0' });
  });

  it('finishes what is under way at SIGTERM, takes nothing new and ends with 0', async () => {
    const shop = await shopOf('1.0');
    const order = request(`${shop.url}/cart`, { method: 'POST' });
    order.write('{"id":1,');
    // The next answer proves that the shop has taken the connection that came before.
    await once(order, 'socket').then(([socket]) => once(socket, 'connect'));
    await (await fetch(`${shop.url}/healthz`)).text();
    const ended = once(shop.process, 'exit');

    shop.process.kill('SIGTERM');
    await expect.poll(() => isRefused(shop.url)).toBe(true);
    order.end('"quantity":2}');
    const [answer] = await once(order, 'response');

    expect(answer.statusCode).toBe(201);
    answer.resume();
    expect(await ended).toEqual([0, null]);
  });

  it('says why it cannot start', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;

    await expect(startShop(await folderOf('1.0'), port)).rejects.toThrow(`cannot listen on 127.0.0.1:${port}`);
    taken.close();
  });
});

const isRefused = (url: string): Promise<boolean> =>
  new Promise((done) => {
    const { hostname, port } = new URL(url);
    const trying = connect(Number(port), hostname, () => done(false));
    trying.on('connect', () => trying.destroy());
    trying.on('error', () => done(true));
  });

describe.each(RELEASES)('release %s', (release) => {
  it('passes its own checks and says its own version', async () => {
    const shop = await shopOf(release);

    expect(await runCheck(shop, 'smoke')).toBe(0);
    expect(await runCheck(shop, 'integration')).toBe(0);
    expect(await (await fetch(`${shop.url}/version`)).json()).toEqual({ version: `${release}.0` });
    const manifest = JSON.parse(await readFile(join(shop.folder, 'package.json'), 'utf8'));
    expect(manifest.version).toBe(`${release}.0`);
    expect(await readFile(join(shop.folder, 'reports/smoke.xml'), 'utf8')).toMatch(
      /<testsuite name="Smoke tests" tests="5" failures="0"/,
    );
    const report = await readFile(join(shop.folder, 'reports/integration.xml'), 'utf8');
    expect(report).toMatch(/<testsuite name="API tests" tests="5" failures="0"/);
    expect(report).toMatch(/<testsuite name="Integration tests" tests="3" failures="0"/);
  });
});

describe('the checks', () => {
  const broken = [
    ['smoke', 'no product 1', 'app/catalogue.json', '"id": 1,', '"id": 31,'],
    ['smoke', 'no front page', 'app/page.js', "Ship's stores", 'Closed'],
    ['integration', 'no price', 'app/product.js', 'name, cents }', 'name }'],
    ['integration', 'a wrong sum', 'app/cart.js', '* quantity', '+ quantity'],
  ] as const;

  it.each(broken)('%s fails a shop with %s', async (check, _, file, from, to) => {
    const folder = await folderOf('1.0');
    const before = await readFile(join(folder, file), 'utf8');
    await writeFile(join(folder, file), before.replaceAll(from, to));
    const shop = await started(folder);

    expect(before).toContain(from);
    expect(await runCheck(shop, check)).toBe(1);
    expect(await readFile(join(folder, `reports/${check}.xml`), 'utf8')).toMatch(/<failure message="/);
  });

  it('fail when nothing answers', async () => {
    const shop = await shopOf('1.0');
    await closeShop(shop);

    expect(await runCheck(shop, 'smoke')).toBe(1);
    expect(await readFile(join(shop.folder, 'reports/smoke.xml'), 'utf8')).toContain('tests="5" failures="5"');
  });

  it('send the header that reaches the track under test, with every request', async () => {
    const shop = await shopOf('1.0');
    const seen: unknown[] = [];
    const front = createServer((incoming, outgoing) => {
      seen.push(incoming.headers['x-plimsoll-track']);
      outgoing.end();
    }).listen(0, '127.0.0.1');
    await once(front, 'listening');
    const url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;

    await runCheck(shop, 'smoke', { PLIMSOLL_URL: url, PLIMSOLL_TEST_HEADER: 'X-Plimsoll-Track: candidate' });

    expect(seen).toEqual(Array(5).fill('candidate'));
    front.close();
  });
});

describe("the demo's requests", () => {
  it('make up one whole', () => {
    expect(load.mix.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  });

  it.each([
    ['1.0', 0, 0],
    ['1.1', 0, 0],
    ['1.2', 0.06, 0.1],
  ])('fail on release %s for a share from %d to %d', async (release, least, most) => {
    const share = await shareOfErrors(await shopOf(release));

    expect(share).toBeGreaterThanOrEqual(least);
    expect(share).toBeLessThanOrEqual(most);
  });

  it('fail on release 1.2 by a bug that its log names', async () => {
    const shop = await shopOf('1.2');

    const { status } = await fetch(`${shop.url}/products/27`);

    expect(status).toBe(500);
    await expect.poll(shop.errors).toContain("Cannot read properties of undefined (reading 'grams')");
  });
});

describe('release 1.3', () => {
  it('fails exactly every 50th request of an instance, whatever is asked for, and never a look at its health', async () => {
    const shop = await shopOf('1.3');
    const failed: number[] = [];
    for (let asked = 1; asked <= 150; asked += 1) {
      const path = asked % 3 === 0 ? '/products' : `/products/${1 + (asked % 30)}`;
      if ((await fetch(shop.url + path)).status === 500) failed.push(asked);
      expect((await fetch(`${shop.url}/healthz`)).status).toBe(200);
    }

    expect(failed).toEqual([50, 100, 150]);
    await expect.poll(shop.errors).toContain("Cannot read properties of undefined (reading 'path')");
  });
});

describe('release 1.4', () => {
  it('ends by itself after 51 answers, the last of them good', async () => {
    const shop = await shopOf('1.4');
    const ended = once(shop.process, 'exit');
    const statuses: number[] = [];
    for (let asked = 1; asked <= 51; asked += 1) statuses.push((await fetch(`${shop.url}/products`)).status);

    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await ended).toEqual([1, null]);
  });
});

/** Sends every request of the mix for every product, and adds up the shares of those answered with 500. */
async function shareOfErrors(shop: Shop): Promise<number> {
  const { from, to } = load.ids;
  let failed = 0;
  for (const { share, method, path, body } of load.mix) {
    for (let id = from; id <= to; id += 1) {
      const sent = body === undefined ? null : JSON.stringify({ ...body, id });
      const { status } = await fetch(shop.url + path.replace('{id}', String(id)), { method, body: sent });
      if (![200, 201, 500].includes(status)) throw new Error(`${method} ${path} answered ${status}`);
      if (status === 500) failed += share / (to - from + 1);
    }
  }
  return failed;
}
