import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { registryConformance } from '../../../testing/conformance/registry.ts';
import { MANIFEST_TYPE, readManifest } from '../../shared/artifact/manifest.ts';
import { ociRegistry } from './index.ts';
import { ociStatements } from './statements.ts';
import { archive, lostAt, named, quickly, specAt } from './testing/pieces.ts';
import { RegistryStandIn } from './testing/registry-stand-in.ts';

let server: RegistryStandIn;
beforeAll(async () => {
  server = await RegistryStandIn.start();
});
afterAll(() => server.stop());

// Each folder has repositories of its own, as each has a registry of its own elsewhere.
const prefixOf = (dir: string): string =>
  createHash('sha256')
    .update(basename(dirname(dir)))
    .digest('hex')
    .slice(0, 12);

registryConformance('oci', {
  make: (dir) => ociRegistry(specAt(`${server.url}/${prefixOf(dir)}`), quickly(dir)),
  archive,
  damage: async (dir, digest) => {
    const name = `${prefixOf(dir)}/storefront`;
    const manifest = server.manifests.get(name)?.get(digest)?.bytes ?? Buffer.alloc(0);
    const layer = readManifest(manifest)?.layers[0].digest ?? '';
    const bytes = Buffer.from(server.blobs.get(name)?.get(layer) ?? '');
    bytes[520] = (bytes[520] ?? 0) ^ 1;
    server.blobs.get(name)?.set(layer, bytes);
    await mkdir(dir, { recursive: true });
  },
  attached: {
    statements: (dir) => ociStatements(specAt(`${server.url}/${prefixOf(dir)}`), quickly(dir)),
    cutShort: (dir, step) => ({
      registry: ociRegistry(specAt(`${named(server.url)}/${prefixOf(dir)}`), { ...quickly(dir), ...lostAt(step) }),
      signal: new AbortController().signal,
    }),
    everything: async (dir) => {
      const name = `${prefixOf(dir)}/storefront`;
      const tags = [...(server.tags.get(name) ?? [])];
      const tagged = new Set(tags.map(([, digest]) => digest));
      // A list that was changed lies there without a name until the registry clears up itself.
      const found = [...(server.manifests.get(name) ?? [])].filter(
        ([digest, { type }]) => type === MANIFEST_TYPE || tagged.has(digest),
      );
      return [...tags.map(([tag]) => tag), ...found.map(([digest]) => digest)].sort();
    },
  },
});

registryConformance('oci that somebody else clears up', {
  make: (dir) => ociRegistry(specAt(`${server.url}/kept/${prefixOf(dir)}`, { keepAll: true }), quickly(dir)),
  archive,
  damage: async (dir) => {
    server.blobs.get(`kept/${prefixOf(dir)}/storefront`)?.forEach((bytes, digest, all) => {
      all.set(digest, Buffer.from(bytes).fill(7));
    });
  },
  keepsAllBecause: 'keep_all says that somebody else does',
});
