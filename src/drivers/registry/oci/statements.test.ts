import { mkdir } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Digest } from '../../../core/kernel/id.ts';
import { anEffect, LASTING, PASSING, workspace } from '../../../testing/conformance/workspace.ts';
import { digestOfBytes } from '../../shared/hash-file.ts';
import { ociRegistry } from './index.ts';
import { ociStatements } from './statements.ts';
import { builtIn, quickly, specAt } from './testing/pieces.ts';
import { RegistryStandIn } from './testing/registry-stand-in.ts';

const { signal } = new AbortController();
const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json';

let plain: RegistryStandIn;
let listing: RegistryStandIn;
beforeAll(async () => {
  plain = await RegistryStandIn.start();
  listing = await RegistryStandIn.start({ referrers: true });
});
afterAll(() => Promise.all([plain.stop(), listing.stop()]));
afterEach(() => {
  plain.clear();
  listing.clear();
});

const TAG = (subject: string): string => subject.replace(':', '-');

describe.each([
  ['lists what is attached', true],
  ['lists nothing', false],
])('envelopes in a registry that %s', (_, lists) => {
  const space = workspace();
  let server: RegistryStandIn;
  let subject: Digest;
  beforeEach(async () => {
    server = lists ? listing : plain;
    await mkdir(await space.path('built'), { recursive: true });
    const registry = ociRegistry(specAt(server.url), quickly(await space.path('registry')));
    const artifact = await builtIn(await space.path('built'), 'one');
    subject = (await registry.push(artifact, 'shop', '1', anEffect('push/1'))).digest as Digest;
  });

  const store = async (folder = 'registry') => ociStatements(specAt(server.url), quickly(await space.path(folder)));
  const keep = async (envelope: string, folder = 'registry') =>
    (await store(folder)).keep('shop', subject, envelope, anEffect('provenance/1'));
  const beside = async () => (await store()).beside('shop', subject, signal);

  it('are kept byte for byte, each once', async () => {
    expect(await beside()).toEqual([]);
    expect(await keep('{"one":1}')).toBe(digestOfBytes('{"one":1}'));
    await keep('{"two":2}');
    await keep('{"one":1}');

    expect([...(await beside())].sort()).toEqual(['{"one":1}', '{"two":2}']);
  });

  it('lie apart from bills of materials; one that lies about its type is none', async () => {
    await keep('{"one":1}');
    await (await store()).keep('shop', subject, '{"bomFormat":"CycloneDX"}', anEffect('sbom/1'), 'sbom');
    const found = async (what: 'statement' | 'sbom') => (await store()).beside('shop', subject, signal, what);

    expect([await found('statement'), await found('sbom')]).toEqual([['{"one":1}'], ['{"bomFormat":"CycloneDX"}']]);

    // Everything is listed as a bill: what a manifest says of itself counts.
    server.interpose = ({ path }) =>
      path.includes('/referrers/') || path.endsWith(TAG(subject)) ? { status: 404, body: '' } : undefined;
    expect(await found('sbom')).toEqual([]);
  });

  it('name their subject, and stand under the tag of its digest only where the registry does not list them', async () => {
    await keep('{"one":1}');

    const tagged = server.tags.get('shop')?.get(TAG(subject));
    expect(tagged !== undefined).toBe(!lists);
    const texts = [...(server.manifests.get('shop')?.values() ?? [])].map(({ bytes }) => bytes.toString('utf8'));
    const subjects = texts.flatMap((text) => JSON.parse(text).subject ?? []);
    const size = server.manifests.get('shop')?.get(subject)?.bytes.length;
    expect(subjects).toEqual([{ mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: subject, size }]);
  });

  it('do not count when other bytes than theirs are given, and are not asked about what is cut off', async () => {
    await keep('{"one":1}');
    server.interpose = ({ path }) => (path.includes(digestOfBytes('{"one":1}')) ? { body: '{"one":2}' } : undefined);
    expect(await beside()).toEqual([]);

    server.interpose = ({ path }) =>
      path.includes('/referrers/') || path.includes(TAG(subject)) ? 'cut-before' : undefined;
    await expect(beside()).rejects.toMatchObject(PASSING);
  });

  it('are refused beside what is not there, under names that are none, and when they are too large', async () => {
    const none = `sha256:${'0'.repeat(64)}` as Digest;
    const at = async (unit: string, digest: Digest, envelope: string) =>
      (await store()).keep(unit, digest, envelope, anEffect('provenance/1'));

    await expect(at('shop', none, '{}')).rejects.toMatchObject(LASTING);
    await expect(at('../up', subject, '{}')).rejects.toMatchObject(LASTING);
    await expect(at('shop', 'sha256:../x' as Digest, '{}')).rejects.toMatchObject(LASTING);
    await expect(at('shop', subject, ' '.repeat(1024 * 1024 + 1))).rejects.toMatchObject(LASTING);
  });

  it('cut off at any request are whole or not there, and the next try ends it', async () => {
    for (let nth = 1, isThrough = false; !isThrough; nth += 1) {
      const envelope = `{"n":${nth}}`;
      const before = server.seen.length;
      server.interpose = () => (server.seen.length === before + nth ? 'cut-after' : undefined);
      await keep(envelope).catch((error: unknown) => expect(error).toMatchObject(PASSING));
      isThrough = server.seen.length - before < nth;
      server.interpose = () => undefined;

      await keep(envelope);

      expect(await beside()).toContain(envelope);
      expect(await beside()).toHaveLength(nth);
    }
  });
});

describe('the list under the tag', () => {
  const space = workspace();
  let subject: Digest;
  beforeEach(async () => {
    await mkdir(await space.path('built'), { recursive: true });
    const registry = ociRegistry(specAt(plain.url), quickly(await space.path('registry')));
    const artifact = await builtIn(await space.path('built'), 'one');
    subject = (await registry.push(artifact, 'shop', '1', anEffect('push/1'))).digest as Digest;
  });

  const keep = async (envelope: string) =>
    ociStatements(specAt(plain.url), quickly(await space.path('registry'))).keep(
      'shop',
      subject,
      envelope,
      anEffect('provenance/1'),
    );
  const beside = async (url = plain.url) =>
    ociStatements(specAt(url), quickly(await space.path('registry'))).beside('shop', subject, signal);
  const listed = (): { digest: string; artifactType?: string }[] => {
    const tagged = plain.tags.get('shop')?.get(TAG(subject)) ?? '';
    return JSON.parse(plain.manifests.get('shop')?.get(tagged)?.bytes.toString('utf8') ?? '{"manifests":[]}').manifests;
  };
  const write = (text: string, type = INDEX_TYPE): void => {
    const digest = digestOfBytes(text);
    plain.manifests.get('shop')?.set(digest, { bytes: Buffer.from(text), type });
    plain.tags.get('shop')?.set(TAG(subject), digest);
  };
  const foreign = {
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: `sha256:${'f'.repeat(64)}`,
    size: 7,
  };

  it('has the newest first, and keeps what others attached with every word that they wrote', async () => {
    const theirs = { ...foreign, artifactType: 'application/vnd.cyclonedx+json', annotations: { by: 'a scanner' } };
    write(JSON.stringify({ schemaVersion: 2, mediaType: INDEX_TYPE, annotations: { a: 'b' }, manifests: [theirs] }));

    await keep('{"one":1}');
    await keep('{"two":2}');

    expect(await beside()).toEqual(['{"two":2}', '{"one":1}']);
    expect(listed()[2]).toEqual(theirs);
  });

  it('that another client wrote over between our looks has both in the end', async () => {
    const theirs = { ...foreign, artifactType: 'application/vnd.example' };
    let done = false;
    plain.interpose = ({ method, path }) => {
      const isWritten = plain.seen.some((one) => one.method === 'PUT' && one.path.includes(TAG(subject)));
      if (!done && isWritten && method === 'GET' && path.includes(TAG(subject))) {
        done = true;
        write(JSON.stringify({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests: [theirs] }));
      }
      return undefined;
    };

    await keep('{"one":1}');

    expect(done).toBe(true);
    expect(listed().map(({ artifactType }) => artifactType)).toEqual([
      'application/vnd.dsse.envelope.v1+json',
      'application/vnd.example',
    ]);
  });

  it.each([
    ['is no JSON', 'nothing', INDEX_TYPE],
    ['is a manifest as well', JSON.stringify({ schemaVersion: 2, manifests: [], layers: [] }), INDEX_TYPE],
    ['is of another type', JSON.stringify({ schemaVersion: 2, manifests: [] }), 'text/html'],
  ])('is not written over when it %s', async (_, text, type) => {
    write(text, type);

    await expect(keep('{"one":1}')).rejects.toMatchObject(LASTING);
    await expect(beside()).rejects.toMatchObject(LASTING);
    expect(plain.tags.get('shop')?.get(TAG(subject))).toBe(digestOfBytes(text));
  });

  it('counts beside an empty list of the registry itself', async () => {
    await keep('{"one":1}');
    plain.interpose = ({ path }) =>
      path.includes('/referrers/')
        ? {
            status: 200,
            headers: { 'Content-Type': INDEX_TYPE },
            body: '{"schemaVersion":2,"manifests":[]}',
          }
        : undefined;

    expect(await beside()).toEqual(['{"one":1}']);
  });
});
