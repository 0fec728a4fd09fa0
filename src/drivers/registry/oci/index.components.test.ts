import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Digest } from '../../../core/kernel/id.ts';
import { registryConformance } from '../../../testing/conformance/registry.ts';
import { anEffect, LASTING, PASSING, workspace } from '../../../testing/conformance/workspace.ts';
import { MANIFEST_TYPE, readManifest } from '../../shared/artifact/manifest.ts';
import { ociRegistry } from './index.ts';
import { ociStatements } from './statements.ts';
import { archive, builtIn, lostAt, named, quickly, specAt } from './testing/pieces.ts';
import { type RealRegistry, realRegistry } from './testing/real-registry.ts';

// Of robot: hush-hush-little-registry.
const HTPASSWD = 'robot:$2b$04$gGETApYa19lEYSkKIKmUY.PCjBjuHwIWG06gj01ZZKQIkvexwdbZq';
const { signal } = new AbortController();
const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json';

let server: RealRegistry;
beforeAll(async () => {
  server = await realRegistry();
});
afterAll(() => server.stop());

const blobFile = (digest: string): string =>
  join(server.storage, 'docker/registry/v2/blobs/sha256', digest.slice(7, 9), digest.slice(7), 'data');
const layerOf = async (manifest: string): Promise<string> =>
  readManifest(await readFile(blobFile(manifest)))?.layers[0].digest ?? '';
const prefixOf = (dir: string): string =>
  createHash('sha256')
    .update(basename(dirname(dir)))
    .digest('hex')
    .slice(0, 12);

/** The tags of a repository, and the manifests that it still links. */
async function everythingIn(repository: string): Promise<readonly string[]> {
  const manifests = join(server.storage, 'docker/registry/v2/repositories', repository, '_manifests');
  const { tags } = (await (await fetch(`${server.url}/v2/${repository}/tags/list`)).json()) as { tags?: string[] };
  const found: string[] = [...(tags ?? [])];
  for (const hex of await readdir(join(manifests, 'revisions/sha256'))) {
    const link = await readFile(join(manifests, 'revisions/sha256', hex, 'link'), 'utf8').catch(() => '');
    // A list that was changed lies there without a name until the registry clears up itself.
    const isList = link !== '' && (await readFile(blobFile(link), 'utf8')).includes('"manifests"');
    if (link !== '' && !isList) found.push(link);
  }
  return found.sort();
}

registryConformance('oci on the registry of Debian', {
  make: (dir) => ociRegistry(specAt(`${server.url}/${prefixOf(dir)}`), quickly(dir)),
  archive,
  // Bytes that are there but wrong it never takes again, see below; those that are gone it does.
  damage: async (_dir, digest) => unlink(blobFile(await layerOf(digest))),
  attached: {
    statements: (dir) => ociStatements(specAt(`${server.url}/${prefixOf(dir)}`), quickly(dir)),
    cutShort: (dir, step) => ({
      registry: ociRegistry(specAt(`${named(server.url)}/${prefixOf(dir)}`), { ...quickly(dir), ...lostAt(step) }),
      signal: new AbortController().signal,
    }),
    everything: (dir) => everythingIn(`${prefixOf(dir)}/storefront`),
  },
});

describe('the registry of Debian', () => {
  const space = workspace();
  const registryIn = async (folder = 'registry') => ociRegistry(specAt(server.url), quickly(await space.path(folder)));
  const built = async (content: string) => {
    await mkdir(await space.path('built'), { recursive: true });
    return builtIn(await space.path('built'), content);
  };

  it('with wrong bytes under a digest is told to be repaired, and nothing is tagged', async () => {
    const artifact = await built('spoilt');
    const { digest } = await (await registryIn()).push(artifact, 'spoilt', '1', anEffect('push/1'));
    await writeFile(blobFile(await layerOf(digest)), Buffer.alloc(artifact.bytes, 7));

    expect(await (await registryIn()).has('spoilt', digest, signal)).toBe(false);
    const again = (await registryIn()).push(artifact, 'spoilt', '2', anEffect('push/2'));
    await expect(again).rejects.toMatchObject({ ...LASTING, message: /has to be repaired/ });
    const tags = await (await fetch(`${server.url}/v2/spoilt/tags/list`)).json();
    expect(tags).toEqual({ name: 'spoilt', tags: ['app-1'] });
  });

  it('keeps what is tagged under the digest that was deployed, for any client', async () => {
    const { digest } = await (await registryIn()).push(await built('tagged'), 'tagged', '1.0.0', anEffect('push/1'));

    const answer = await fetch(`${server.url}/v2/tagged/manifests/app-1.0.0`, {
      headers: { Accept: 'application/vnd.oci.image.manifest.v1+json' },
    });

    expect(answer.headers.get('docker-content-digest')).toBe(digest);
  });

  it('killed at each request of a push is gone on with when it is back, and leaves nothing half', async () => {
    let count = 0;
    for (let nth = 1; count >= nth - 1; nth += 1) {
      const artifact = await built(`${nth} ${'y'.repeat(2_000)}`);
      count = 0;
      // Asked before each request: at one of them it dies, and at the next it is back.
      const addressesOf = async (): Promise<readonly string[]> => {
        count += 1;
        if (count === nth) await server.kill();
        if (count === nth + 1) await server.start();
        return ['127.0.0.1'];
      };
      const named = specAt(server.url.replace('127.0.0.1', 'registry.localhost'));
      const options = { ...quickly(await space.path('registry')), addressesOf };
      const unit = `killed-${nth}`;

      const outcome = await ociRegistry(named, options)
        .push(artifact, unit, '1', anEffect('push/1'))
        .catch((error: unknown) => error);
      if (count === nth) await server.start();

      if (outcome instanceof Error) expect(outcome).toMatchObject(PASSING);
      const tagged = (await (await fetch(`${server.url}/v2/${unit}/tags/list`)).json()) as { tags?: string[] };
      if (outcome instanceof Error) expect(tagged.tags ?? []).toEqual([]);
      const { digest } = await (await registryIn()).push(artifact, unit, '1', anEffect('push/1'));
      expect(await (await registryIn()).has(unit, digest, signal)).toBe(true);
    }
    expect(count).toBeGreaterThan(12);
  });

  it('keeps envelopes beside artifacts under the tag of their digest, as it lists none itself', async () => {
    const { digest } = await (await registryIn()).push(await built('attested'), 'attested', '1', anEffect('push/1'));
    const store = ociStatements(specAt(server.url), quickly(await space.path('registry')));
    const keep = (envelope: string) => store.keep('attested', digest as Digest, envelope, anEffect('provenance/1'));

    await keep('{"one":1}');
    await keep('{"two":2}');
    await keep('{"one":1}');

    const bill = '{"bomFormat":"CycloneDX","specVersion":"1.6"}';
    await store.keep('attested', digest as Digest, bill, anEffect('sbom/1'), 'sbom');

    expect(await store.beside('attested', digest as Digest, signal)).toEqual(['{"two":2}', '{"one":1}']);
    expect(await store.beside('attested', digest as Digest, signal, 'sbom')).toEqual([bill]);
    // As any client finds it: the list under the tag, the manifest that names the artifact, the document.
    const get = async (path: string, accept: string) =>
      (await fetch(`${server.url}/v2/attested/${path}`, { headers: { Accept: accept } })).text();
    const list = JSON.parse(await get(`manifests/${digest.replace(':', '-')}`, INDEX_TYPE)) as {
      manifests: { digest: string; artifactType: string }[];
    };
    const listed = list.manifests.find(({ artifactType }) => artifactType === 'application/vnd.cyclonedx+json');
    const manifest = JSON.parse(await get(`manifests/${listed?.digest}`, MANIFEST_TYPE)) as {
      subject: { digest: string };
      layers: { digest: string }[];
    };
    expect(manifest.subject.digest).toBe(digest);
    expect(await get(`blobs/${manifest.layers[0]?.digest}`, '*/*')).toBe(bill);
    const tags = (await (await fetch(`${server.url}/v2/attested/tags/list`)).json()) as { tags: string[] };
    expect(tags.tags.sort()).toEqual(['app-1', digest.replace(':', '-')]);
  });
});

describe('the registry of Debian that asks for a login', () => {
  const space = workspace();

  it('lets in who has the password, and nobody else', async () => {
    const closed = await realRegistry(HTPASSWD);
    try {
      const dir = await space.path('registry');
      await mkdir(dir, { recursive: true });
      const artifact = await builtIn(dir, 'closed');
      await writeFile(join(dir, 'right'), 'hush-hush-little-registry');
      await writeFile(join(dir, 'wrong'), 'guessed-at-random');
      const as = (file: string) =>
        ociRegistry(
          specAt(closed.url, { login: { username: 'robot', password: { from: 'file', name: join(dir, file) } } }),
          quickly(dir),
        ).push(artifact, 'shop', '1', anEffect('push/1'));

      const refused = await as('wrong').catch((error: unknown) => error);
      expect(refused).toMatchObject({ ...LASTING, message: /401.*registry\.password/ });
      expect(String(refused)).not.toContain('guessed');
      expect((await as('right')).bytes).toBe(artifact.bytes);
    } finally {
      await closed.stop();
    }
  });
});
