import { mkdir } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BuiltArtifact } from '../../../ports/artifact-builder.ts';
import { anEffect, LASTING, PASSING, workspace } from '../../../testing/conformance/workspace.ts';
import { describeArtifact, readManifest } from '../../shared/artifact/manifest.ts';
import { digestOfBytes } from '../../shared/hash-file.ts';
import { ociRegistry } from './index.ts';
import type { OciOptions } from './options.ts';
import { builtIn, quickly, specAt } from './testing/pieces.ts';
import { type Interposed, RegistryStandIn, type Seen } from './testing/registry-stand-in.ts';

const { signal } = new AbortController();
const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';

let server: RegistryStandIn;
beforeAll(async () => {
  server = await RegistryStandIn.start();
});
afterAll(() => server.stop());
afterEach(() => server.clear());

describe('a registry that dies or lies', () => {
  const space = workspace();
  let artifact: BuiltArtifact;
  let digest: string;
  beforeEach(async () => {
    const folder = await space.path('built');
    await mkdir(folder, { recursive: true });
    // Some pieces of 1 KiB each.
    artifact = await builtIn(folder, 'x'.repeat(2_000));
    digest = digestOfBytes(describeArtifact(artifact).manifest);
  });

  /** The driver of a control plane that was just started. */
  const fresh = async (more: Partial<OciOptions> = {}) =>
    ociRegistry(specAt(server.url), { ...quickly(await space.path('registry')), ...more });
  const push = async (more: Partial<OciOptions> = {}) =>
    (await fresh(more)).push(artifact, 'shop', '1.0.0', anEffect('dep_1/packaging/push/1'));
  const has = async () => (await fresh()).has('shop', digest, signal);

  /** Everything that has a name is there whole. */
  function expectNothingHalf(): void {
    for (const means of server.tags.get('shop')?.values() ?? []) {
      const manifest = readManifest(server.manifests.get('shop')?.get(means)?.bytes ?? Buffer.alloc(0));
      const parts = [manifest?.config, ...(manifest?.layers ?? [])];
      for (const part of parts) {
        const bytes = server.blobs.get('shop')?.get(part?.digest ?? '');
        expect(bytes === undefined ? undefined : digestOfBytes(bytes)).toBe(part?.digest);
      }
    }
  }

  /** From its nth request on, or at that one only, the line is cut. */
  const cutAt = (nth: number, how: 'cut-before' | 'cut-after', goesOn: boolean): void => {
    let count = 0;
    server.interpose = () => {
      count += 1;
      return count === nth || (goesOn && count > nth) ? how : undefined;
    };
  };

  it.each([
    ['cut-before', 'dead from then on'],
    ['cut-after', 'there again at once'],
  ] as const)(
    'is %s at each request of a push, and %s: nothing is left half, and the next push ends it',
    async (how, then) => {
      const goesOn = then === 'dead from then on';
      let requests = 0;
      for (let nth = 1, isThrough = false; !isThrough; nth += 1) {
        server.clear();
        cutAt(nth, how, goesOn);
        const outcome = await push(goesOn ? { pauses: [] } : {}).then(
          () => 'stored',
          (error: unknown) => error,
        );
        isThrough = server.seen.length < nth;
        requests = nth - 1;

        if (outcome !== 'stored') expect(outcome).toMatchObject(PASSING);
        else if (!isThrough) expect(goesOn).toBe(false);
        expectNothingHalf();
        server.interpose = () => undefined;
        expect((await push()).digest).toBe(digest);
        expect(await has()).toBe(true);
        expect([...(server.tags.get('shop') ?? [])]).toEqual([['app-1.0.0', digest]]);
      }
      // Config and archive looked for, begun, sent in pieces, ended and read back; the manifest stored, read and tagged.
      expect(requests).toBeGreaterThan(12);
    },
  );

  it('is gone on with by the next process where the upload broke off', async () => {
    const pieces = Math.ceil(artifact.bytes / 1_024);
    const patches = (seen: readonly Seen[]) => seen.filter(({ method }) => method === 'PATCH').length;
    let count = 0;
    server.interpose = ({ method }) => {
      count += method === 'PATCH' ? 1 : 0;
      return count > 2 ? 'cut-before' : undefined;
    };
    await expect(push()).rejects.toMatchObject(PASSING);
    server.interpose = () => undefined;
    server.seen.length = 0;

    await push();

    expect(pieces).toBeGreaterThan(3);
    expect(patches(server.seen)).toBe(pieces - 2);
    expect(await has()).toBe(true);
  });

  it.each([
    [416, 'is asked how far the upload came'],
    [404, 'is sent it anew'],
    [500, 'is asked how far the upload came'],
    [429, 'is asked how far the upload came'],
  ])('that answers a piece with %i %s', async (status) => {
    let left = 1;
    server.interpose = ({ method, path }) => {
      if (method !== 'PATCH' || !path.includes('state=1024') || left === 0) return undefined;
      left -= 1;
      return { status };
    };

    await push();

    expect(left).toBe(0);
    expect(await has()).toBe(true);
  });

  const onBlobsRead =
    (change: (body: Buffer) => Interposed) =>
    ({ method, path }: Seen): Interposed => {
      if (method !== 'GET' || !path.includes('/blobs/sha256:')) return undefined;
      return change(server.blobs.get('shop')?.get(path.split('/').at(-1) ?? '') ?? Buffer.alloc(0));
    };
  const on =
    (method: string, part: string, interposed: Interposed) =>
    (seen: Seen): Interposed =>
      seen.method === method && seen.path.includes(part) ? interposed : undefined;
  const other = `sha256:${'0'.repeat(64)}`;

  const lies: readonly (readonly [string, (seen: Seen) => Interposed])[] = [
    ['gives other bytes of the same length', onBlobsRead((body) => ({ body: Buffer.alloc(body.length, 7) }))],
    ['gives fewer bytes', onBlobsRead((body) => ({ body: body.subarray(1) }))],
    ['gives more bytes', onBlobsRead((body) => ({ body: Buffer.concat([body, Buffer.alloc(1)]) }))],
    ['gives them in an encoding', onBlobsRead(() => ({ headers: { 'Content-Encoding': 'gzip' } }))],
    ['says that they have another digest', on('PUT', '/blobs/', { headers: { 'Docker-Content-Digest': other } })],
    ['says that more arrived than was sent', on('PATCH', '/blobs/', { headers: { Range: '0-999999' } })],
    ['wants the bytes elsewhere', on('POST', '/blobs/', { headers: { Location: 'http://127.0.0.2/v2/' } })],
    ['gives another manifest', on('GET', '/manifests/', { body: '{"schemaVersion":2,"config":{},"layers":[]}' })],
    ['gives the manifest as another type', on('GET', '/manifests/', { headers: { 'Content-Type': 'text/plain' } })],
    ['says another digest of the manifest', on('GET', '/manifests/', { headers: { 'Docker-Content-Digest': other } })],
    ['says that it stored another', on('PUT', '/manifests/', { headers: { 'Docker-Content-Digest': other } })],
    ['sends what is uploaded on', on('PUT', '/', { status: 307, headers: { Location: 'http://127.0.0.1:1/' } })],
  ];

  it.each(lies)('is refused when it %s, and nothing is tagged', async (_, lie) => {
    server.interpose = lie;

    await expect(push()).rejects.toMatchObject(LASTING);

    expect([...(server.tags.get('shop') ?? [])]).toEqual([]);
  });

  it.each(lies.filter(([title]) => /gives|digest of the manifest/.test(title)))(
    'has nothing and gives nothing when it %s',
    async (_, lie) => {
      await push();
      server.interpose = lie;

      expect(await has()).toBe(false);
      await expect((await fresh()).materialize('shop', digest, signal)).rejects.toMatchObject(LASTING);
    },
  );

  it('is not believed that a blob is there: it is read, and sent again', async () => {
    server.interpose = ({ method, path }) =>
      method === 'HEAD' && path.includes('/blobs/') ? { status: 200 } : undefined;

    await push();

    expect(await has()).toBe(true);
  });

  it('has nothing under a digest of what is manifest and index at once', async () => {
    await push();
    const manifest = JSON.parse(describeArtifact(artifact).manifest);
    const bytes = Buffer.from(JSON.stringify({ ...manifest, manifests: [] }));
    const both = digestOfBytes(bytes);
    server.manifests.get('shop')?.set(both, { bytes, type: MANIFEST_TYPE });

    expect(await (await fresh()).has('shop', both, signal)).toBe(false);
    const asked = (await fresh()).materialize('shop', both, signal);
    await expect(asked).rejects.toThrow(/or also one of another/);
  });

  it('that says nothing is given up', async () => {
    server.interpose = () => 'silent';

    await expect(push({ silence: 20, pauses: [] })).rejects.toMatchObject({ ...PASSING, message: /nothing came for/ });
  });

  it('is not asked for what lies here already, and does not stop an instance from starting again', async () => {
    await push();
    const folder = await (await fresh()).materialize('shop', digest, signal);
    server.interpose = () => 'cut-before';

    expect(await (await fresh()).materialize('shop', digest, signal)).toBe(folder);
    await expect(has()).rejects.toMatchObject(PASSING);
  });

  it('that removes nothing says so, and how to go on', async () => {
    await push();
    server.interpose = ({ method }) => (method === 'DELETE' ? { status: 405 } : undefined);

    const removing = (await fresh()).remove?.('shop', digest, anEffect('prune/1'));

    await expect(removing).rejects.toMatchObject({ ...LASTING, message: /keep_all: true/ });
    server.interpose = () => undefined;
    expect(await has()).toBe(true);
  });

  it('takes over from another of its repositories what is there, and is sent it where it will not', async () => {
    const registry = await fresh();
    const sent = () => server.seen.filter(({ method }) => method === 'PATCH' || method === 'PUT').length;
    await registry.push(artifact, 'shop', '1', anEffect('push/1'));
    server.seen.length = 0;
    await registry.push(artifact, 'other', '1', anEffect('push/2'));
    const mounting = sent();
    server.interpose = ({ path }) => (path.includes('mount=') ? { status: 403 } : undefined);
    server.seen.length = 0;
    await registry.push(artifact, 'third', '1', anEffect('push/3'));

    // Only manifest and tag.
    expect(mounting).toBe(2);
    expect(sent()).toBeGreaterThan(4);
    for (const unit of ['other', 'third']) expect(await registry.has(unit, digest, signal)).toBe(true);
  });

  it.each(['a..b', 'a-', 'a._b'])('has no repository for a unit called %s', async (unit) => {
    const pushing = (await fresh()).push(artifact, unit, '1', anEffect('push/1'));

    await expect(pushing).rejects.toMatchObject(LASTING);
    expect(server.seen).toEqual([]);
  });
});
