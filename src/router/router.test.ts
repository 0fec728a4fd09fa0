import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { identify } from '../drivers/shared/process-identity.ts';
import { httpInstance } from '../testing/conformance/http-instance.ts';
import { fetchOnce } from '../testing/conformance/http-load.ts';
import { ownStart } from './identity-file.ts';
import { startRouter } from './router.ts';
import { allTo, routerBench } from './testing/router-on-bench.ts';

const bench = routerBench(afterEach);
const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});
async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'plimsoll-router-'));
  folders.push(made);
  return made;
}

describe('a router that starts', () => {
  it('serves at once with the members, weight and port it had, without any control plane', async () => {
    const dir = await folder();
    const first = await bench.start({ dir });
    const instance = first.keep(await httpInstance('a'));
    await first.order(allTo(instance));
    await first.router.stop(0);

    const second = await bench.start({ dir });

    expect(second.url).toBe(first.url);
    expect((await fetchOnce(second.url)).body).toBe('a');
    expect(second.router.boot).not.toBe(first.router.boot);
  });

  it.each([
    ['torn', (text: string) => text.slice(0, 60)],
    ['empty', () => ''],
    ['changed', (text: string) => text.replace('"candidate":0', '"candidate":9')],
    ['of another form', () => '{"schema":"plimsoll.router-state/9"}'],
  ])('with a state that is %s is out of service, says so by name and keeps the file', async (_, damage) => {
    const dir = await folder();
    const first = await bench.start({ dir });
    await first.order(allTo(first.keep(await httpInstance('a'))));
    await first.router.stop(0);
    const file = join(dir, 'state.json');
    const damaged = damage(await readFile(file, 'utf8'));
    await writeFile(file, damaged);
    const said: string[] = [];

    const second = await bench.start({ dir, warn: (text) => said.push(text) });

    expect((await fetchOnce(second.url)).status).toBe(503);
    expect(said).toEqual([expect.stringMatching(/^warning\[router-state\] .*state\.json\.unreadable-/)]);
    const aside = (await readdir(dir)).find((name) => name.startsWith('state.json.unreadable-'));
    expect(await readFile(join(dir, aside ?? ''), 'utf8')).toBe(damaged);
  });

  it('refuses a port that is in use, naming it, and leaves nothing behind', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const bound = taken.address();
    const port = bound !== null && typeof bound === 'object' ? bound.port : 0;
    const dir = await folder();

    await expect(startRouter({ dir, listen: `127.0.0.1:${port}` })).rejects.toMatchObject({
      code: 'port-in-use',
      message: `port ${port} on 127.0.0.1 is in use`,
      next: expect.stringContaining(`127.0.0.1:${port}`),
    });
    taken.close();
    expect(await readdir(dir)).toEqual([]);
  });

  it('refuses a folder in which one runs already, and takes over from one that died', async () => {
    const dir = await folder();
    const running = await bench.start({ dir });

    await expect(startRouter({ dir, listen: '127.0.0.1:0' })).rejects.toMatchObject({ code: 'router-running' });

    expect((await fetchOnce(running.url)).status).toBe(503);
    await running.router.stop(0);
    await writeFile(join(dir, 'admin.sock'), '');
    expect((await fetchOnce((await bench.start({ dir })).url)).status).toBe(503);
  });

  it('refuses a folder that others may open, with the command that mends it', async () => {
    const dir = await folder();
    await chmod(dir, 0o755);

    await expect(startRouter({ dir, listen: '127.0.0.1:0' })).rejects.toMatchObject({
      code: 'router-folder',
      next: expect.stringContaining('chmod 700'),
    });
  });

  it('moves its socket where a short name is possible, for this account alone, and cleans up after itself', async () => {
    const dir = join(await folder(), 'x'.repeat(80));
    await mkdir(dir, { mode: 0o700 });

    const { router, admin } = await bench.start({ dir });

    expect(router.adminSocket.startsWith(dir)).toBe(false);
    expect((await readFile(join(dir, 'admin.sock.path'), 'utf8')).trim()).toBe(router.adminSocket);
    expect((await stat(dirname(router.adminSocket))).mode & 0o777).toBe(0o700);
    expect((await stat(router.adminSocket)).mode & 0o777).toBe(0o600);
    expect((await admin('GET', '/health')).status).toBe(200);
    await router.stop(0);
    await expect(stat(dirname(router.adminSocket))).rejects.toThrow('ENOENT');
  });

  it('writes down who it is as the system says it', async () => {
    const { dir, router } = await bench.start();

    const written = JSON.parse(await readFile(join(dir, 'router.pid'), 'utf8'));

    expect(written).toEqual({ pid: process.pid, started: ownStart(), boot: router.boot });
    expect((await identify(process.pid))?.started).toBe(ownStart());
    await router.stop(0);
    expect((await readdir(dir)).sort()).toEqual(['state.json', 'state.reserve']);
  });
});

describe('the admin socket', () => {
  const split = (candidate: number) => ({ kind: 'split', candidate });

  it('answers with what is in force, and 409 with a code for what it refuses', async () => {
    const { admin, router } = await bench.start();
    const shift = (effect: string, epoch: number, traffic: object) =>
      admin('POST', '/shift', { effect, epoch, traffic });

    expect(await shift('a', 1, split(0))).toMatchObject({ status: 409, body: { code: 'track-without-members' } });
    expect(await shift('b', 5, { kind: 'out-of-service' })).toMatchObject({
      status: 200,
      body: { traffic: { kind: 'out-of-service' }, epoch: 5, boot: router.boot, durable: true },
    });
    expect(await shift('c', 4, split(0))).toMatchObject({ status: 409, body: { code: 'stale-epoch' } });
    expect(await admin('GET', '/health')).toEqual({
      status: 200,
      body: { ok: true, pid: process.pid, boot: router.boot },
    });
  });

  it.each([
    ['POST', '/shift', '{'],
    ['POST', '/shift', { effect: 'a', epoch: 1 }],
    ['POST', '/shift', { effect: '', epoch: 1, traffic: { kind: 'out-of-service' } }],
    ['POST', '/shift', { effect: 'a', epoch: -1, traffic: { kind: 'out-of-service' } }],
    ['POST', '/members', { effect: 'a', epoch: 1, change: { stable: [{ id: 'a', address: 'ftp://x' }] } }],
    ['POST', '/members', 'x'.repeat(2_000_000)],
    ['GET', '/rows?after=nowhere', undefined],
  ])('refuses %s %s with a malformed body or position', async (method, path, body) => {
    const { admin } = await bench.start();

    expect(await admin(method, path, body)).toMatchObject({ status: 400, body: { code: 'malformed' } });
  });

  it('remembers over a restart a higher epoch that came with a repeated effect', async () => {
    const dir = await folder();
    const first = await bench.start({ dir });
    const out = (on: typeof first, effect: string, epoch: number) =>
      on.admin('POST', '/shift', { effect, epoch, traffic: { kind: 'out-of-service' } });
    await out(first, 'a', 1);
    await out(first, 'a', 2);
    await first.router.stop(0);
    const second = await bench.start({ dir });

    expect(await out(second, 'b', 1)).toMatchObject({ status: 409, body: { code: 'stale-epoch' } });
  });

  it('gives all rows of this start to a position of another one, however high its second', async () => {
    const on = await bench.start();
    const seconds = async (after: string) => {
      const { body } = await on.admin('GET', `/rows?after=${after}`);
      return (body.rows as { second: number }[]).length;
    };
    await on.rows();

    expect(await seconds('another-start/99999999999')).toBe(1);
    expect(await seconds(`${on.router.boot}/99999999999`)).toBe(0);
  });

  it('offers nothing else', async () => {
    const { admin } = await bench.start();

    expect((await admin('GET', '/shift')).status).toBe(404);
    expect((await admin('DELETE', '/state')).status).toBe(404);
  });
});

describe('a state that cannot be written', () => {
  it('stops a change that gives the candidate more, never one that takes traffic back', async () => {
    const on = await bench.start({ warn: () => undefined });
    const [a, b] = [on.keep(await httpInstance('a')), on.keep(await httpInstance('b'))];
    const member = ({ id, address }: typeof a) => ({ id, address });
    await on.order({ stable: [member(a)], candidate: [member(b)], traffic: { kind: 'split', candidate: 500 } });
    // A folder in the place of the file: not even an account that may do everything can rename over it.
    await rm(join(on.dir, 'state.json'));
    await mkdir(join(on.dir, 'state.json', 'in-the-way'), { recursive: true });

    expect(await on.order({ traffic: { kind: 'split', candidate: 600 } })).toMatchObject({
      status: 503,
      body: { code: 'state-not-written' },
    });
    expect(await on.order({ stable: [member(a)] })).toMatchObject({ status: 503 });
    expect(await on.order({ traffic: { kind: 'split', candidate: 0 } })).toMatchObject({
      status: 200,
      body: { traffic: { kind: 'split', candidate: 0 }, durable: false },
    });
    expect((await fetchOnce(on.url)).body).toBe('a');

    await rm(join(on.dir, 'state.json'), { recursive: true });
    expect(await on.order({ candidate: [] })).toMatchObject({ status: 200, body: { durable: true } });
  });
});
