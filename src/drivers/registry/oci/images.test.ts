import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BuiltArtifact } from '../../../ports/artifact-builder.ts';
import { anEffect, LASTING, workspace, writeTree } from '../../../testing/conformance/workspace.ts';
import { writeArchive } from '../../shared/archive/write-archive.ts';
import { IMAGE_ARCHIVE_TYPE } from '../../shared/artifact/image-layout.ts';
import { digestOfBytes, hexOf } from '../../shared/hash-file.ts';
import { localRegistry } from '../local/index.ts';
import { ociRegistry } from './index.ts';
import { quickly, specAt } from './testing/pieces.ts';
import { RegistryStandIn } from './testing/registry-stand-in.ts';

const { signal } = new AbortController();
const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';

let server: RegistryStandIn;
beforeAll(async () => {
  server = await RegistryStandIn.start();
});
afterAll(() => server.stop());
afterEach(() => server.clear());

const CONFIG = '{"architecture":"amd64","os":"linux"}';
const LAYER = 'a layer '.repeat(400);
const described = (mediaType: string, content: string) => ({
  ...{ mediaType, digest: digestOfBytes(content), size: Buffer.byteLength(content) },
});
const MANIFEST = JSON.stringify({
  schemaVersion: 2,
  mediaType: MANIFEST_TYPE,
  config: described('application/vnd.oci.image.config.v1+json', CONFIG),
  layers: [described('application/vnd.oci.image.layer.v1.tar', LAYER)],
});
const DIGEST = digestOfBytes(MANIFEST);

describe('an image in a registry', () => {
  const space = workspace();

  /** An archive of an image, as a builder leaves it; `parts` are what lies in it otherwise. */
  async function image(parts: Readonly<Record<string, string>> = {}): Promise<BuiltArtifact> {
    const blobs = Object.fromEntries(
      [CONFIG, LAYER, MANIFEST].map((one) => [`blobs/sha256/${hexOf(digestOfBytes(one))}`, one]),
    );
    const index = JSON.stringify({ schemaVersion: 2, manifests: [described(MANIFEST_TYPE, MANIFEST)] });
    const folder = await writeTree(await space.path('layout'), { ...blobs, 'index.json': index, ...parts });
    const file = await space.path('app.image.tar');
    const { digest, bytes } = await writeArchive(file, folder, signal);
    return { name: 'app', kind: 'container', digest, bytes, file, mediaType: IMAGE_ARCHIVE_TYPE };
  }

  const oci = async () => ociRegistry(specAt(server.url), quickly(await space.path('registry')));
  const pushed = async () => (await oci()).push(await image(), 'shop', '1.0.0', anEffect('push/1'));

  it('has the digest of its own manifest, byte for byte what was built, with a tag for people', async () => {
    const artifact = await pushed();

    expect(artifact).toMatchObject({ name: 'app', kind: 'container', digest: DIGEST });
    expect(server.manifests.get('shop')?.get(DIGEST)?.bytes.toString()).toBe(MANIFEST);
    expect(server.tags.get('shop')?.get('app-1.0.0')).toBe(DIGEST);
    expect(await (await oci()).has('shop', DIGEST, signal)).toBe(true);
  });

  it('is pulled by an engine under that digest, and known by the digest of its configuration', async () => {
    await pushed();

    const place = (await oci()).image?.('shop', DIGEST);

    expect(place).toMatchObject({ kind: 'pulled', reference: `${new URL(server.url).host}/shop@${DIGEST}` });
    expect(await place?.configuration(signal)).toBe(digestOfBytes(CONFIG));
  });

  it('is asked for without being read: only its manifest, and whether each part is there in its length', async () => {
    await pushed();
    const registry = await oci();
    server.seen.length = 0;

    expect(await registry.knows?.('shop', DIGEST, signal)).toBe(true);

    expect(server.seen.map(({ method, path }) => `${method} ${path.split('/')[3]}`)).toEqual([
      'GET manifests',
      'HEAD blobs',
      'HEAD blobs',
    ]);
  });

  it('is not there any more when a part is gone, or is of another length', async () => {
    await pushed();
    const registry = await oci();
    const blobs = server.blobs.get('shop');

    blobs?.set(digestOfBytes(LAYER), Buffer.from(LAYER.slice(1)));
    expect(await registry.knows?.('shop', DIGEST, signal)).toBe(false);
    blobs?.delete(digestOfBytes(LAYER));
    expect(await registry.knows?.('shop', DIGEST, signal)).toBe(false);
    blobs?.set(digestOfBytes(LAYER), Buffer.from(LAYER));
    server.manifests.get('shop')?.delete(DIGEST);
    expect(await registry.knows?.('shop', DIGEST, signal)).toBe(false);
  });

  it('with other bytes of the same length is found by reading it', async () => {
    await pushed();
    server.blobs.get('shop')?.set(digestOfBytes(LAYER), Buffer.from('b'.repeat(LAYER.length)));

    expect(await (await oci()).has('shop', DIGEST, signal)).toBe(false);
  });

  it.each([
    ['a part with other bytes', { [`blobs/sha256/${hexOf(digestOfBytes(LAYER))}`]: 'other' }],
    [
      'two images',
      {
        'index.json': JSON.stringify({
          manifests: [described(MANIFEST_TYPE, MANIFEST), described(MANIFEST_TYPE, MANIFEST)],
        }),
      },
    ],
    ['no index', { 'index.json': '{}' }],
  ])('is stored only whole: not with %s', async (_, parts) => {
    const pushing = (await oci()).push(await image(parts), 'shop', '1.0.0', anEffect('push/1'));

    await expect(pushing).rejects.toMatchObject(LASTING);
    expect(server.tags.get('shop')?.size ?? 0).toBe(0);
  });

  it('lies in a folder of images as the archive that engines load', async () => {
    const local = localRegistry({ dir: await space.path('local') });
    const built = await image();

    const { digest } = await local.push(built, 'shop', '1.0.0', anEffect('push/1'));
    const place = local.image?.('shop', digest);

    expect(await local.has('shop', digest, signal)).toBe(true);
    expect(await place?.configuration(signal)).toBe(digestOfBytes(CONFIG));
    if (place?.kind !== 'loaded') throw new Error('an engine cannot load it');
    const { file } = await place.archive(signal);
    expect(digestOfBytes(await readFile(file))).toBe(built.digest);
    expect(await local.image?.('shop', DIGEST).configuration(signal)).toBeUndefined();
  });
});
