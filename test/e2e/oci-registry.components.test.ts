import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OciRegistrySpec } from '../../src/core/unit/registry.ts';
import { filesBuilder } from '../../src/drivers/builder/files/index.ts';
import { ociRegistry } from '../../src/drivers/registry/oci/index.ts';
import { ociStatements } from '../../src/drivers/registry/oci/statements.ts';
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

describe('an artifact that CI built and pushed, with its provenance beside it', () => {
  const ASKED = `
verification:
  - statement: https://slsa.dev/provenance/v1
    keys: [keys/ci.pub]
    from: registry
    builders: [https://ci.acme.test/runner]
    build_types: [https://ci.acme.test/workflow/v1]`;
  const sign = async (digest: string, key: string, out: string) => {
    const by = ['--builder', 'https://ci.acme.test/runner', '--build-type', 'https://ci.acme.test/workflow/v1'];
    const about = ['--commit', await world.counter.head(), '--artifact', `app@${digest}`];
    const args = ['evidence', 'sign', '--kind', 'provenance', '--key', key, ...about, ...by, '--out', out];
    const ran = await plimsoll(world.counter.dir, ...args);
    expect([ran.exit, ran.err]).toEqual([0, '']);
    return readFile(out, 'utf8');
  };
  const keyPair = async (name: string): Promise<string> => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    await mkdir(join(world.counter.dir, 'keys'), { recursive: true });
    await writeFile(join(world.counter.dir, 'keys', `${name}.pub`), publicKey.export({ format: 'pem', type: 'spki' }));
    await writeFile(join(secrets, `${name}.key`), privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
    return join(secrets, `${name}.key`);
  };

  it('is taken by its digest once a pinned key has signed for just that; whatever else lies beside it is refused', async () => {
    const [ci, other] = [await keyPair('ci'), await keyPair('other')];
    await world.counter.release('1.3.0', {}, { registry: `${settings.registry}${ASKED}` });
    // What CI does: pack the folder, push it, and sign for it.
    const spec: OciRegistrySpec = {
      ...{ type: 'oci', url: `${registry.url}/team`, allowPrivate: ['127.0.0.0/8'] },
      login: { username: 'robot', password: { from: 'file', name: join(secrets, 'password') } },
    };
    const folder = join(secrets, 'ci');
    await mkdir(folder);
    const effect = { id: 'ci/1', epoch: 1, signal: new AbortController().signal };
    const made = {
      spec: { name: 'app', kind: 'files', path: 'app', run: null },
      version: '1.3.0',
      commit: '',
    } as const;
    const built = await filesBuilder().build({ ...made, sourceDir: world.counter.dir, outDir: folder }, effect);
    const { digest } = await ociRegistry(spec, { dir: folder }).push(built, 'counter', '1.3.0-ci', effect);
    const attach = (envelope: string) => ociStatements(spec, { dir: folder }).keep('counter', digest, envelope, effect);
    const deploy = async () => {
      const ran = await plimsoll(world.counter.dir, 'deploy', '--artifact', `app@${digest}`, '--no-wait', '-o', 'json');
      const { data, errors } = JSON.parse(ran.out) as {
        data: { id: string; refused?: { code: string } | null };
        errors: { code: string }[];
      };
      return { exit: ran.exit, code: data.refused?.code ?? errors[0]?.code ?? '', id: data.id };
    };
    expect(await deploy()).toMatchObject({ exit: 4, code: 'statement-missing' });

    await attach(await sign(digest, other, join(folder, 'by-another-key.json')));
    expect(await deploy()).toMatchObject({ exit: 4, code: 'signature-not-pinned' });

    await attach(await sign(`sha256:${'e'.repeat(64)}`, ci, join(folder, 'of-another.json')));
    expect(await deploy()).toMatchObject({ exit: 4, code: 'statement-for-other-artifacts' });

    const good = await sign(digest, ci, join(folder, 'good.json'));
    const { payload } = JSON.parse(good) as { payload: string };
    const lie = Buffer.from(payload, 'base64').toString().replace('ci.acme.test', 'evil.test');
    await attach(good.replace(payload, Buffer.from(lie).toString('base64')));
    expect(await deploy()).toMatchObject({ exit: 4, code: 'statement-for-other-artifacts' });

    await attach(good);
    const { exit, id } = await deploy();
    // Staged and rehearsed with what CI built: now it waits for a person.
    expect(exit).toBe(6);
    const { out } = await plimsoll(world.counter.dir, 'status', id);
    expect(out).toMatch(/origin {5}app: elsewhere/);
    expect(out).toMatch(/verified {3}provenance: built by https:\/\/ci\.acme\.test\/runner/);
  });
});
