import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { registryConformance } from '../../../testing/conformance/registry.ts';
import { anEffect, LASTING, workspace } from '../../../testing/conformance/workspace.ts';
import { TAR_TYPE } from '../../shared/archive/media-type.ts';
import { readManifest } from '../../shared/artifact/manifest.ts';
import { unpackOnce } from '../../shared/artifact/unpacked.ts';
import { localRegistry } from './index.ts';
import { localStatements } from './statements.ts';

async function archive(name: string, content: string): Promise<{ bytes: Buffer; mediaType: string }> {
  const tar = pack();
  tar.entry({ name, mtime: new Date(0), mode: 0o644 }, content);
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return { bytes: Buffer.concat(chunks), mediaType: TAR_TYPE };
}

const blob = (dir: string, digest: string) => join(dir, 'blobs', 'sha256', digest.slice(7));

async function layerOf(dir: string, digest: string): Promise<string> {
  const layer = readManifest(await readFile(blob(dir, digest)))?.layers[0].digest;
  if (layer === undefined) throw new Error('no manifest');
  return blob(dir, layer);
}

async function flip(file: string, at: number): Promise<void> {
  const bytes = await readFile(file);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await chmod(file, 0o644);
  await writeFile(file, bytes);
}

/** Given up once it was looked at so often. */
function abortedAt(step: number): AbortSignal {
  let looked = 0;
  return {
    get aborted() {
      looked += 1;
      return looked > step;
    },
  } as AbortSignal;
}

const namesIn = (index: string): readonly string[] =>
  (JSON.parse(index) as { manifests: { annotations: Record<string, string> }[] }).manifests
    .map(({ annotations }) => annotations['org.opencontainers.image.ref.name'] ?? '')
    .sort();

registryConformance('local', {
  make: (dir) => localRegistry({ dir }),
  archive,
  damage: async (dir, digest) => flip(await layerOf(dir, digest), 520),
  attached: {
    statements: (dir) => localStatements({ dir }),
    cutShort: (dir, step) => ({ registry: localRegistry({ dir }), signal: abortedAt(step) }),
    everything: async (dir) => [
      ...(await readdir(join(dir, 'blobs', 'sha256'))).sort(),
      ...namesIn(await readFile(join(dir, 'index.json'), 'utf8')),
      ...(await readdir(join(dir, 'removing')).catch(() => [])),
    ],
  },
});

describe('the local registry', () => {
  const space = workspace();
  const { signal } = new AbortController();

  async function pushed(content = 'one', name = 'server.js', tag = '1.0.0') {
    const dir = await space.path('registry');
    const { bytes, mediaType } = await archive(name, content);
    const file = await space.path('app.tar');
    await writeFile(file, bytes);
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    const registry = localRegistry({ dir });
    const built = { name: 'app', kind: 'files' as const, digest, bytes: bytes.length, file, mediaType };
    return { dir, registry, artifact: await registry.push(built, 'storefront', tag, anEffect(`push/${tag}`)) };
  }

  it('is an image layout that other tools can read', async () => {
    const { dir, artifact } = await pushed();

    expect(JSON.parse(await readFile(join(dir, 'oci-layout'), 'utf8'))).toEqual({ imageLayoutVersion: '1.0.0' });
    const size = (await readFile(blob(dir, artifact.digest))).length;
    expect(JSON.parse(await readFile(join(dir, 'index.json'), 'utf8'))).toEqual({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [
        {
          mediaType: 'application/vnd.oci.image.manifest.v1+json',
          digest: artifact.digest,
          size,
          annotations: { 'org.opencontainers.image.ref.name': 'storefront/app:1.0.0' },
        },
      ],
    });
  });

  it('moves a tag that is used again and keeps the others', async () => {
    await pushed('one', 'server.js', 'a');
    await pushed('one', 'server.js', 'b');
    const { dir, artifact } = await pushed('two', 'server.js', 'a');

    const index = JSON.parse(await readFile(join(dir, 'index.json'), 'utf8')) as {
      manifests: { digest: string; annotations: Record<string, string> }[];
    };

    const tags = index.manifests.map((entry) => entry.annotations['org.opencontainers.image.ref.name']);
    expect(tags).toEqual(['storefront/app:b', 'storefront/app:a']);
    expect(index.manifests[1]?.digest).toBe(artifact.digest);
  });

  it('notices one changed bit anywhere in manifest, config or archive', async () => {
    const { dir, registry, artifact } = await pushed();
    const files = (await readdir(join(dir, 'blobs/sha256'))).map((name) => join(dir, 'blobs/sha256', name));
    expect(files).toHaveLength(3);

    for (const file of files) {
      await flip(file, 5);
      expect(await registry.has('storefront', artifact.digest, signal)).toBe(false);
      await flip(file, 5);
      expect(await registry.has('storefront', artifact.digest, signal)).toBe(true);
    }
  });

  it.each([
    ['names its holder', JSON.stringify({ pid: process.pid, started: 'long ago' })],
    ['says nothing', ''],
  ])('is not stopped by the lock of a control plane that was killed, also where it %s', async (_, lock) => {
    const { dir } = await pushed();
    await writeFile(join(dir, '.index.lock'), lock);

    await pushed('two', 'server.js', '2.0.0');

    expect(await readFile(join(dir, 'index.json'), 'utf8')).toContain('storefront/app:2.0.0');
    expect(await readdir(dir)).not.toContain('.index.lock');
  });

  it('unpacks again what someone changed, and leaves the changed folder to those that run in it', async () => {
    const { registry, artifact } = await pushed();
    const folder = await registry.materialize('storefront', artifact.digest, signal);
    await symlink('/etc/passwd', join(folder, 'added'));

    const again = await registry.materialize('storefront', artifact.digest, signal);

    expect(again).toBe(folder);
    expect(await readdir(folder)).toEqual(['server.js']);
    const others = (await readdir(join(folder, '..'))).filter((name) => name.includes('.changed-'));
    expect(await readdir(join(folder, '..', others[0] ?? ''))).toEqual(['added', 'server.js']);
  });

  it('unpacks nothing from a hostile archive, and leaves nothing behind', async () => {
    const { dir, registry, artifact } = await pushed('evil', '../../escaped');

    await expect(registry.materialize('storefront', artifact.digest, signal)).rejects.toMatchObject(LASTING);

    expect(await readdir(join(dir, 'unpacked'))).toEqual([]);
    expect((await readdir(dir)).sort()).toEqual(['blobs', 'index.json', 'oci-layout', 'unpacked']);
  });

  it('throws away what it unpacked when the archive changed since it was looked at', async () => {
    const { dir, artifact } = await pushed();
    const file = await layerOf(dir, artifact.digest);
    const unpacked = await space.path('unpacked');

    const unpacking = unpackOnce(unpacked, artifact.digest, { file, digest: `sha256:${'0'.repeat(64)}` }, signal);

    await expect(unpacking).rejects.toMatchObject(LASTING);
    expect(await readdir(unpacked)).toEqual([]);
  });

  it('refuses a document under the right digest that is no manifest of ours', async () => {
    const { dir, registry } = await pushed();
    const text = JSON.stringify({ schemaVersion: 2, layers: [], manifests: [] });
    const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
    await writeFile(blob(dir, digest), text);

    expect(await registry.has('storefront', digest, signal)).toBe(false);
  });

  it('keeps the tags of what stays, and those that others wrote', async () => {
    const { artifact } = await pushed('one', 'server.js', 'a');
    const { dir, registry } = await pushed('two', 'server.js', 'b');

    await registry.remove?.('storefront', artifact.digest, anEffect('prune/1'));

    const index = JSON.parse(await readFile(join(dir, 'index.json'), 'utf8')) as {
      manifests: { annotations: Record<string, string> }[];
    };
    expect(index.manifests.map((entry) => entry.annotations['org.opencontainers.image.ref.name'])).toEqual([
      'storefront/app:b',
    ]);
  });

  it('keeps an archive that another manifest names', async () => {
    const { dir, registry, artifact } = await pushed();
    const layer = await layerOf(dir, artifact.digest);
    const text = `${(await readFile(blob(dir, artifact.digest), 'utf8')).trimEnd()}\n`;
    const other = createHash('sha256').update(text).digest('hex');
    await writeFile(blob(dir, `sha256:${other}`), text);

    await registry.remove?.('storefront', artifact.digest, anEffect('prune/1'));

    expect(await registry.has('storefront', `sha256:${other}`, signal)).toBe(true);
    expect((await readFile(layer)).length).toBeGreaterThan(0);
  });

  it('is usable after a removal that was cut short at any step, and the next one ends it', async () => {
    for (let step = 1, isThrough = false; !isThrough; step += 1) {
      const { dir, registry, artifact } = await pushed(`one ${step}`);
      const two = await pushed('two', 'server.js', '2.0.0');
      await registry.materialize('storefront', artifact.digest, signal);
      const cut = abortedAt(step);

      isThrough =
        (await registry.remove?.('storefront', artifact.digest, anEffect('prune/1', { signal: cut })).then(
          () => true,
          () => false,
        )) ?? true;

      // Whole or not at all, whatever step it was; what stays is untouched, and what is stored next is.
      const isThere = await registry.has('storefront', artifact.digest, signal);
      if (!isThere)
        await expect(registry.materialize('storefront', artifact.digest, signal)).rejects.toThrow('missing');
      expect(await registry.has('storefront', two.artifact.digest, signal)).toBe(true);
      await registry.remove?.('storefront', artifact.digest, anEffect('prune/1'));
      const blobs = (await readdir(join(dir, 'blobs/sha256'))).filter((name) => !name.startsWith('.'));
      expect(blobs).toHaveLength(3);
      expect(await readdir(join(dir, 'unpacked'))).toEqual([]);
      expect(await readdir(join(dir, 'removing'))).toEqual([]);
    }
  });

  it('keeps what was stored again before a removal that was cut short is ended', async () => {
    const { dir, registry, artifact } = await pushed();
    const cut = abortedAt(3);
    await registry.remove?.('storefront', artifact.digest, anEffect('prune/1', { signal: cut })).catch(() => undefined);
    expect(await registry.has('storefront', artifact.digest, signal)).toBe(false);
    expect(await readdir(join(dir, 'removing'))).toHaveLength(1);

    await pushed();
    await registry.remove?.('storefront', `sha256:${'0'.repeat(64)}`, anEffect('prune/2'));

    expect(await registry.has('storefront', artifact.digest, signal)).toBe(true);
    expect(await readdir(join(dir, 'removing'))).toEqual([]);
  });

  it('says by name that its index cannot be read', async () => {
    const { dir } = await pushed();
    await writeFile(join(dir, 'index.json'), '{"schemaVersion":');

    await expect(pushed('two')).rejects.toThrow('index.json is not readable');
    await rm(join(dir, 'index.json'));
    await pushed('two');
  });
});
