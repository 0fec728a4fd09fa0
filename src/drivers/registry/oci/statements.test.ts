import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Digest } from '../../../core/kernel/id.ts';
import { anEffect, LASTING, PASSING, workspace } from '../../../testing/conformance/workspace.ts';
import { digestOfBytes } from '../../shared/hash-file.ts';
import { KINDS, pushed, RegistryPair, statementsAt, tagOf } from './testing/registry-kinds.ts';
import type { RegistryStandIn } from './testing/registry-stand-in.ts';

const { signal } = new AbortController();
const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json';

const pair = new RegistryPair();
beforeAll(pair.start);
afterEach(pair.clear);
afterAll(pair.stop);

describe.each(KINDS)('envelopes in a registry that %s', (_, kind) => {
  const space = workspace();
  let server: RegistryStandIn;
  let subject: Digest;
  beforeEach(async () => {
    server = pair.of(kind);
    subject = await pushed(server, space);
  });

  const store = () => statementsAt(server, space);
  const keep = async (envelope: string) => (await store()).keep('shop', subject, envelope, anEffect('provenance/1'));
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
      path.includes('/referrers/') || path.endsWith(tagOf(subject)) ? { status: 404, body: '' } : undefined;
    expect(await found('sbom')).toEqual([]);
  });

  it('name their subject, and stand under the tag of its digest only where the registry does not list them', async () => {
    await keep('{"one":1}');

    const tagged = server.tags.get('shop')?.get(tagOf(subject));
    expect(tagged !== undefined).toBe(kind === 'plain');
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
      path.includes('/referrers/') || path.includes(tagOf(subject)) ? 'cut-before' : undefined;
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
  let plain: RegistryStandIn;
  let subject: Digest;
  beforeEach(async () => {
    plain = pair.of('plain');
    subject = await pushed(plain, space);
  });

  const keep = async (envelope: string) =>
    (await statementsAt(plain, space)).keep('shop', subject, envelope, anEffect('provenance/1'));
  const beside = async () => (await statementsAt(plain, space)).beside('shop', subject, signal);
  const listed = (): { digest: string; artifactType?: string }[] => {
    const tagged = plain.tags.get('shop')?.get(tagOf(subject)) ?? '';
    return JSON.parse(plain.manifests.get('shop')?.get(tagged)?.bytes.toString('utf8') ?? '{"manifests":[]}').manifests;
  };
  const write = (text: string, type = INDEX_TYPE): void => {
    const digest = digestOfBytes(text);
    plain.manifests.get('shop')?.set(digest, { bytes: Buffer.from(text), type });
    plain.tags.get('shop')?.set(tagOf(subject), digest);
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
      const isWritten = plain.seen.some((one) => one.method === 'PUT' && one.path.includes(tagOf(subject)));
      if (!done && isWritten && method === 'GET' && path.includes(tagOf(subject))) {
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
    expect(plain.tags.get('shop')?.get(tagOf(subject))).toBe(digestOfBytes(text));
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
