import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Digest } from '../../../core/kernel/id.ts';
import { anEffect, LASTING, workspace } from '../../../testing/conformance/workspace.ts';
import { MANIFEST_TYPE } from '../../shared/artifact/manifest.ts';
import { digestOfBytes } from '../../shared/hash-file.ts';
import { INDEX_TYPE } from './document.ts';
import { KINDS, pushed, RegistryPair, registryAt, statementsAt, tagOf } from './testing/registry-kinds.ts';

const pair = new RegistryPair();
beforeAll(pair.start);
afterEach(pair.clear);
afterAll(pair.stop);

describe.each(KINDS)('what is attached to a removed artifact, in a registry that %s', (_, kind) => {
  const space = workspace();
  const server = () => pair.of(kind);
  const push = (content: string) => pushed(server(), space, content);
  const attach = async (subject: Digest) =>
    (await statementsAt(server(), space)).keep('shop', subject, '{"one":1}', anEffect('provenance/1'));
  const remove = async (subject: Digest) =>
    (await registryAt(server(), space)).remove?.('shop', subject, anEffect('prune/1'));
  const has = async (digest: Digest) =>
    (await registryAt(server(), space)).has('shop', digest, new AbortController().signal);
  const manifests = () => server().manifests.get('shop') ?? new Map<string, { bytes: Buffer; type: string }>();
  const put = (document: object, type = MANIFEST_TYPE): Digest => {
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: type, ...document }));
    manifests().set(digestOfBytes(bytes), { bytes, type });
    return digestOfBytes(bytes);
  };
  /** A list under the tag of a digest, as any client may have written it. */
  const list = (subject: string, ...digests: readonly string[]): string => {
    const own = put(
      { manifests: digests.map((digest) => ({ mediaType: MANIFEST_TYPE, digest, size: 1 })) },
      INDEX_TYPE,
    );
    server().tags.get('shop')?.set(tagOf(subject), own);
    return own;
  };
  const named = { mediaType: 'application/vnd.example', digest: `sha256:${'e'.repeat(64)}`, size: 9 };

  it('goes with what is attached to it in turn, whoever attached it', async () => {
    const artifact = await push('one');
    const bill = put({ artifactType: 'text/example', config: named, layers: [named], subject: { digest: artifact } });
    const signature = put({ artifactType: 'text/signature', config: named, layers: [], subject: { digest: bill } });
    list(artifact, bill);
    list(bill, signature);

    await remove(artifact);

    expect([...manifests().keys()]).toEqual([]);
    expect([...(server().tags.get('shop') ?? [])]).toEqual([]);
  });

  it('is only what says so itself: another artifact stays, whatever a list says of it', async () => {
    const goes = await push('one');
    const stays = await push('two');
    await attach(stays);
    const mine = put({ config: named, layers: [], subject: { digest: goes } });
    const others = put({ config: named, layers: [], subject: { digest: stays } });
    const wrong = list(goes, mine, stays, others);

    await remove(goes);

    expect(await has(stays)).toBe(true);
    expect(manifests().has(mine)).toBe(false);
    for (const kept of [others, wrong]) expect(manifests().has(kept)).toBe(true);
  });

  it('is nothing that could itself be deployed', async () => {
    const goes = await push('one');
    const config = { ...named, mediaType: 'application/vnd.oci.image.config.v1+json' };
    const image = put({ config, layers: [named], subject: { digest: goes } });
    list(goes, image);

    await remove(goes);

    expect(manifests().has(image)).toBe(true);
  });

  it('stays where the registry removes nothing, as the artifact does', async () => {
    const artifact = await push('one');
    await attach(artifact);
    const before = [...manifests().keys()];
    server().interpose = ({ method }) => (method === 'DELETE' ? { status: 405 } : undefined);

    await expect(remove(artifact)).rejects.toMatchObject({ ...LASTING, message: /keep_all: true/ });

    expect([...manifests().keys()]).toEqual(before);
  });

  it('goes where a registry keeps whatever a list of its own still names', async () => {
    const artifact = await push('one');
    await attach(artifact);
    server().interpose = ({ method, path }) => {
      const tagged = manifests().get(server().tags.get('shop')?.get(tagOf(artifact)) ?? '');
      const isNamed = tagged?.bytes.includes(path.split('/').at(-1) ?? '') === true;
      return method === 'DELETE' && isNamed ? { status: 409 } : undefined;
    };

    await remove(artifact);

    expect([...manifests().keys()]).toEqual([]);
  });

  it('leaves a list that cannot be read to whoever wrote it', async () => {
    const artifact = await push('one');
    const spoilt = Buffer.from('{"schemaVersion":2,"manifests":[],"layers":[]}');
    manifests().set(digestOfBytes(spoilt), { bytes: spoilt, type: INDEX_TYPE });
    server().tags.get('shop')?.set(tagOf(artifact), digestOfBytes(spoilt));

    await remove(artifact);

    expect([...manifests().keys()]).toEqual([digestOfBytes(spoilt)]);
  });
});
