import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RealRegistry, realRegistry } from '../../src/drivers/registry/oci/testing/real-registry.ts';
import { plimsoll } from './world/program.ts';
import { eventOf, ship } from './world/shipping.ts';
import { newWorld, type World } from './world/world.ts';

const PASSWORD = 'hush-hush-little-registry';
const HTPASSWD = 'robot:$2b$04$gGETApYa19lEYSkKIKmUY.PCjBjuHwIWG06gj01ZZKQIkvexwdbZq';
const HEADERS = { Authorization: `Basic ${Buffer.from(`robot:${PASSWORD}`).toString('base64')}` };

let registry: RealRegistry;
let secrets: string;
let world: World;
let settings: { readonly registry: string };
beforeAll(async () => {
  registry = await realRegistry(HTPASSWD);
  secrets = await mkdtemp(join(tmpdir(), 'plimsoll-secrets-'));
  await writeFile(join(secrets, 'password'), `${PASSWORD}\n`, { mode: 0o600 });
  const password = `{ secret: "file:${join(secrets, 'password')}" }`;
  const block = `{ type: oci, url: "${registry.url}/team", username: robot, password: ${password}, allow_private: [127.0.0.0/8] }`;
  settings = { registry: block };
  world = await newWorld(settings);
});
afterAll(async () => {
  const left = await world?.end();
  await registry?.stop();
  if (secrets !== undefined) await rm(secrets, { recursive: true, force: true });
  expect(left).toEqual([]);
});

const state = (...parts: readonly string[]): string => join(world.counter.dir, '.plimsoll', ...parts);
const inRegistry = async (path: string, accept = '*/*'): Promise<Response> =>
  fetch(`${registry.url}/v2/team/counter/${path}`, { headers: { ...HEADERS, Accept: accept } });
const tags = async (): Promise<readonly string[]> =>
  ((await (await inRegistry('tags/list')).json()) as { tags: string[] }).tags;

describe('a unit whose registry is an oci one', () => {
  it('ships from there by digest, with its provenance beside it, under load without one failed request', async () => {
    await world.counter.release('1.1.0', {}, settings);
    const users = await world.users();

    const { view, events } = await ship(world.plane, world.approver);

    await users.leave();
    expect(view.phase).toBe('completed');
    expect(users.failures).toEqual([]);
    const { release } = eventOf({ events }, 'ArtifactsBuilt');
    const digest = release.artifacts[0]?.digest ?? '';
    const stored = await inRegistry(`manifests/app-${release.tag}`, 'application/vnd.oci.image.manifest.v1+json');
    expect(stored.headers.get('docker-content-digest')).toBe(digest);
    expect(await tags()).toContain(digest.replace(':', '-'));
    // What runs was pulled from there, and nothing lies in a registry of this machine.
    expect(await readdir(state('pulled', 'counter', 'unpacked'))).toContain(digest.slice('sha256:'.length));
    expect(existsSync(state('registry'))).toBe(false);
  });

  it('has no trace of the password in its state folder', async () => {
    const names = await readdir(state(), { recursive: true, withFileTypes: true });
    const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const basic = HEADERS.Authorization.slice('Basic '.length);

    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      const text = await readFile(file, 'latin1').catch(() => '');
      expect([file, text.includes(PASSWORD) || text.includes(basic)]).toEqual([file, false]);
    }
  });

  it('takes no release to production whose way back is gone from the registry, and says so', async () => {
    const [before] = (await tags()).filter((tag) => tag.startsWith('app-1.1.0'));
    const stored = await inRegistry(`manifests/${before}`, 'application/vnd.oci.image.manifest.v1+json');
    const digest = stored.headers.get('docker-content-digest') ?? '';
    await fetch(`${registry.url}/v2/team/counter/manifests/${digest}`, { method: 'DELETE', headers: HEADERS });
    await world.counter.release('1.2.0', {}, settings);

    const shipped = await ship(world.plane, world.approver, { until: 'PreflightFailed' });

    const { findings } = eventOf(shipped, 'PreflightFailed');
    const why = { name: 'rollback-target', ok: false, detail: '1.1.0 cannot be read from the registry' };
    expect(findings).toContainEqual(why);
    const doctor = await plimsoll(world.counter.dir, 'doctor');
    expect(`${doctor.out}${doctor.err}`).not.toContain(PASSWORD);
  });
});
