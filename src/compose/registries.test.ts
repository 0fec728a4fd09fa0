import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { filesBuilder } from '../drivers/builder/files/index.ts';
import { RegistryStandIn } from '../drivers/registry/oci/testing/registry-stand-in.ts';
import type { BuiltArtifact } from '../ports/artifact-builder.ts';
import { anEffect, LASTING, PASSING } from '../testing/conformance/workspace.ts';
import { layOut } from './layout.ts';
import { type Registries, registriesOn } from './registries.ts';

const { signal } = new AbortController();
const LOCAL = { type: 'local' } as const;

let root = '';
let server: RegistryStandIn;
let registries: Registries;
let artifact: BuiltArtifact;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'plimsoll-registries-'));
  server = await RegistryStandIn.start();
  registries = registriesOn(layOut(join(root, 'state')));
  await mkdir(join(root, 'source', 'app'), { recursive: true });
  await writeFile(join(root, 'source', 'app', 'server.js'), 'one');
  const spec = { name: 'app', kind: 'files', path: 'app', run: null } as const;
  const from = { sourceDir: join(root, 'source'), outDir: join(root, 'out'), version: '1.0.0', commit: 'c0ffee' };
  artifact = await filesBuilder().build({ spec, ...from }, anEffect('build/1'));
});
afterEach(async () => {
  await server.stop();
  await rm(root, { recursive: true });
});

const oci = () => ({ type: 'oci', url: server.url, login: null, allowPrivate: ['127.0.0.0/8'] }) as const;

it('a unit that moves from one registry to another keeps its digests, and the way back to what it stored before', async () => {
  const before = await registries.of('shop', LOCAL).registry.push(artifact, 'shop', '1', anEffect('push/1'));
  const { registry } = registries.of('shop', oci());

  expect(await registry.has('shop', before.digest, signal)).toBe(true);
  expect(await readdir(await registry.materialize('shop', before.digest, signal))).toEqual(['server.js']);
  expect(server.manifests.get('shop')?.size ?? 0).toBe(0);
  expect((await registry.push(artifact, 'shop', '2', anEffect('push/2'))).digest).toBe(before.digest);
  expect(server.manifests.get('shop')?.size).toBe(1);
});

it('what no registry has is missing, and what one could not be asked about is not known', async () => {
  const { registry } = registries.of('shop', oci());
  const none = `sha256:${'0'.repeat(64)}`;

  expect(await registry.has('shop', none, signal)).toBe(false);
  await expect(registry.materialize('shop', none, signal)).rejects.toMatchObject(LASTING);
  server.interpose = () => 'cut-before';
  await expect(registry.has('shop', none, signal)).rejects.toMatchObject(PASSING);
});

it('what goes, goes from wherever it is stored', async () => {
  await registries.of('shop', LOCAL).registry.push(artifact, 'shop', '1', anEffect('push/1'));
  const { registry } = registries.of('shop', oci());
  const { digest } = await registry.push(artifact, 'shop', '2', anEffect('push/2'));

  const freed = (await registry.remove?.('shop', digest, anEffect('prune/1'))) ?? 0;

  expect(freed).toBeGreaterThanOrEqual(2 * artifact.bytes);
  expect(await registry.has('shop', digest, signal)).toBe(false);
  await expect(registries.materialize('shop', digest, signal)).rejects.toMatchObject(LASTING);
});

it('a target finds what any configuration of its unit had stored', async () => {
  const { digest } = await registries.of('shop', oci()).registry.push(artifact, 'shop', '1', anEffect('push/1'));
  registries.of('shop', LOCAL);

  expect(await readdir(await registries.materialize('shop', digest, signal))).toEqual(['server.js']);
  await expect(registries.materialize('other', digest, signal)).rejects.toMatchObject(LASTING);
});
