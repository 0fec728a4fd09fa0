import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { registryConformance } from '../../../testing/conformance/registry.ts';
import { readManifest } from '../../shared/artifact/manifest.ts';
import { ociRegistry } from './index.ts';
import { archive, quickly, specAt } from './testing/pieces.ts';
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
