import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Digest } from '../../../core/kernel/id.ts';
import { anEffect, LASTING, PASSING, workspace } from '../../../testing/conformance/workspace.ts';
import { digestOfBytes } from '../../shared/hash-file.ts';
import { localStatements } from './statements.ts';

const ARTIFACT = `sha256:${'a'.repeat(64)}` as Digest;
const { signal } = new AbortController();

describe('envelopes beside artifacts', () => {
  const space = workspace();
  const store = async () => localStatements({ dir: await space.path('registry') });
  const keep = async (envelope: string, artifact = ARTIFACT) =>
    (await store()).keep('shop', artifact, envelope, anEffect('dep_1/packaging/provenance/1'));
  const beside = async (artifact = ARTIFACT, unit = 'shop') => (await store()).beside(unit, artifact, signal);

  it('are kept byte for byte, the newest first, each once, also when the store is made again', async () => {
    expect(await keep('{"one":1}')).toBe(digestOfBytes('{"one":1}'));
    await keep('{"two":2}');
    await keep('{"one":1}');

    expect(await beside()).toEqual(['{"one":1}', '{"two":2}']);
    expect(await beside(`sha256:${'b'.repeat(64)}` as Digest)).toEqual([]);
    expect(await beside(ARTIFACT, 'other')).toEqual([]);
  });

  it('lie apart from bills of materials, which may be longer and are found under their own type', async () => {
    const long = JSON.stringify({ bomFormat: 'CycloneDX', note: 'x'.repeat(2 * 1024 * 1024) });
    await keep('{"one":1}');
    const kept = await (await store()).keep('shop', ARTIFACT, long, anEffect('dep_1/packaging/sbom/1'), 'sbom');

    expect(kept).toBe(digestOfBytes(long));
    expect(await beside()).toEqual(['{"one":1}']);
    expect(await (await store()).beside('shop', ARTIFACT, signal, 'sbom')).toEqual([long]);
  });

  it('are all there when they were kept at the same time', async () => {
    const envelopes = ['1', '2', '3', '4', '5'].map((one) => `{"n":${one}}`);

    await Promise.all(envelopes.map((one) => keep(one)));

    expect([...(await beside())].sort()).toEqual(envelopes);
  });

  it('are laid out as OCI referrers: a manifest that names its subject, in an index under the tag of the digest', async () => {
    await keep('{"one":1}');
    const dir = await space.path('registry');
    const json = async (file: string) => JSON.parse(await readFile(file, 'utf8'));
    const blob = (digest: string) => json(join(dir, 'blobs', 'sha256', digest.slice(7)));

    const [entry] = (await json(join(dir, 'index.json'))).manifests;
    const index = await blob(entry.digest);
    const manifest = await blob(index.manifests[0].digest);

    expect(entry.annotations['org.opencontainers.image.ref.name']).toBe(`shop:sha256-${'a'.repeat(64)}`);
    expect(manifest.subject.digest).toBe(ARTIFACT);
    expect(manifest.layers[0]).toMatchObject({ digest: digestOfBytes('{"one":1}'), size: 9 });
  });

  it('do not count when a byte of anything that leads to them was changed', async () => {
    await keep('{"one":1}');
    const blobs = join(await space.path('registry'), 'blobs', 'sha256');
    for (const name of await readdir(blobs)) {
      const file = join(blobs, name);
      const bytes = await readFile(file);
      // The empty configuration leads to nothing.
      if (bytes.toString() === '{}') continue;
      await chmod(file, 0o644);
      await writeFile(file, bytes.toString().replace(/.$/s, ' '));

      expect(await beside()).toEqual([]);
      await writeFile(file, bytes);
    }

    expect(await beside()).toEqual(['{"one":1}']);
  });

  it('are refused under names that are none, when they are too large, and when it is told to stop', async () => {
    const none = 'sha256:../../etc/passwd' as Digest;

    await expect(keep('{}', none)).rejects.toMatchObject(LASTING);
    await expect(beside(none)).rejects.toMatchObject(LASTING);
    await expect(beside(ARTIFACT, '../up')).rejects.toMatchObject(LASTING);
    await expect(keep(' '.repeat(1024 * 1024 + 1))).rejects.toMatchObject(LASTING);
    await expect((await store()).beside('shop', ARTIFACT, AbortSignal.abort())).rejects.toMatchObject(PASSING);
  });
});
