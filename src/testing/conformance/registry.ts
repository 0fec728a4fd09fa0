import { createHash } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BuiltArtifact } from '../../ports/artifact-builder.ts';
import type { Registry } from '../../ports/registry.ts';
import { type AttachedRig, attachedConformance } from './attached.ts';
import { anEffect, LASTING, PASSING, workspace } from './workspace.ts';

/** What a registry driver brings to its suite. */
export type RegistryRig = RigOfAny &
  (
    | {
        /** Why this registry removes nothing. */
        readonly keepsAllBecause: string;
      }
    | {
        /** Where it does: what is attached to its artifacts. */
        readonly attached: AttachedRig;
      }
  );

interface RigOfAny {
  /** A registry on this folder; made again on the same folder it is the same registry, started again. */
  make(dir: string): Registry;
  /** An archive that the registry takes, with one file `name` of this content. */
  archive(name: string, content: string): Promise<{ bytes: Buffer; mediaType: string }>;
  /** Spoils the stored archive of a digest behind the registry's back. */
  damage(dir: string, digest: string): Promise<void>;
}

/** The rules of every registry. */
export function registryConformance(name: string, rig: RegistryRig): void {
  describe(`registry ${name}`, () => {
    const space = workspace();
    const { signal } = new AbortController();
    const registry = async () => rig.make(await space.path('registry'));

    async function built(content: string, named = 'app'): Promise<BuiltArtifact> {
      const { bytes, mediaType } = await rig.archive('server.js', content);
      const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
      const file = await space.path(`${named}-${digest.slice(7, 19)}.tar`);
      await writeFile(file, bytes);
      return { name: named, kind: 'files', digest, bytes: bytes.length, file, mediaType };
    }
    const push = async (artifact: BuiltArtifact, tag = '1.0.0-c0ffee', id = 'dep_1/packaging/push/1') =>
      (await registry()).push(artifact, 'storefront', tag, anEffect(id));

    it('keeps what was pushed, also when it is started again', async () => {
      const artifact = await push(await built('one'));

      expect(artifact).toMatchObject({
        name: 'app',
        kind: 'files',
        digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      });
      expect(await (await registry()).has('storefront', artifact.digest, signal)).toBe(true);
      const folder = await (await registry()).materialize('storefront', artifact.digest, signal);
      expect(await readFile(join(folder, 'server.js'), 'utf8')).toBe('one');
    });

    it('gives the same files the same digest, whatever tag, name or effect they come with', async () => {
      const one = await push(await built('one'));
      const again = await push(await built('one', 'other'), '2.0.0-beef', 'dep_2/packaging/push/1');

      expect(again.digest).toBe(one.digest);
      expect((await push(await built('two'))).digest).not.toBe(one.digest);
    });

    it('says of what kind and how long an artifact is that was stored, and nothing of what is not there whole', async () => {
      const artifact = await push(await built('one'));
      const look = async (digest: string) => (await registry()).look('storefront', digest, signal);

      expect(await look(artifact.digest)).toEqual({ kind: 'files', bytes: artifact.bytes });
      expect(await look(`sha256:${'0'.repeat(64)}`)).toBeUndefined();
      await rig.damage(await space.path('registry'), artifact.digest);
      expect(await look(artifact.digest)).toBeUndefined();
    });

    it('does not have what was never pushed', async () => {
      const missing = `sha256:${'0'.repeat(64)}`;

      expect(await (await registry()).has('storefront', missing, signal)).toBe(false);
      await expect((await registry()).materialize('storefront', missing, signal)).rejects.toMatchObject(LASTING);
    });

    it('does not have what is damaged, and pushing it again puts it right', async () => {
      const artifact = await push(await built('one'));
      await rig.damage(await space.path('registry'), artifact.digest);

      expect(await (await registry()).has('storefront', artifact.digest, signal)).toBe(false);
      await expect((await registry()).materialize('storefront', artifact.digest, signal)).rejects.toMatchObject(
        LASTING,
      );
      await push(await built('one'));
      expect(await (await registry()).has('storefront', artifact.digest, signal)).toBe(true);
    });

    it('refuses bytes that do not have the digest they come with', async () => {
      const artifact = await built('one');
      await writeFile(artifact.file, 'something else');

      await expect(push(artifact)).rejects.toMatchObject(LASTING);
    });

    it('gives one folder per digest, with files that cannot be written', async () => {
      const { digest } = await push(await built('one'));

      const folders = await Promise.all(
        [1, 2, 3].map(async () => (await registry()).materialize('storefront', digest, signal)),
      );

      expect(new Set(folders).size).toBe(1);
      expect((await stat(join(folders[0] ?? '', 'server.js'))).mode & 0o222).toBe(0);
    });

    it('takes pushes at the same time', async () => {
      const artifacts = await Promise.all(['one', 'two', 'three', 'four'].map((content) => built(content)));

      const pushed = await Promise.all(artifacts.map((artifact, at) => push(artifact, `1.0.${at}`, `push/${at}`)));

      const found = await Promise.all(
        pushed.map(async ({ digest }) => (await registry()).has('storefront', digest, signal)),
      );
      expect(found).toEqual([true, true, true, true]);
    });

    it.each(['../up', 'UP', '', 'a/b'])('refuses the name %j', async (unit) => {
      await expect((await registry()).push(await built('one'), unit, 't', anEffect('push/1'))).rejects.toMatchObject(
        LASTING,
      );
    });

    it.each(['latest', 'sha256:../../etc/passwd', `sha256:${'A'.repeat(64)}`])(
      'refuses %j as a digest',
      async (digest) => {
        await expect((await registry()).has('storefront', digest, signal)).rejects.toMatchObject(LASTING);
        await expect((await registry()).materialize('storefront', digest, signal)).rejects.toMatchObject(LASTING);
      },
    );

    const clearing = (title: string, work: () => Promise<void>): void => {
      if ('attached' in rig) it(title, work);
    };
    if ('keepsAllBecause' in rig) {
      it(`removes nothing: ${rig.keepsAllBecause}`, async () => {
        expect((await registry()).remove).toBeUndefined();
      });
    }

    clearing('removes what it is told to and nothing else, and says how much room that made', async () => {
      const goes = await push(await built('one'));
      const stays = await push(await built('two'), '2.0.0');
      await (await registry()).materialize('storefront', goes.digest, signal);

      const freed = await (await registry()).remove?.('storefront', goes.digest, anEffect('prune/1'));

      expect(freed).toBeGreaterThanOrEqual(goes.bytes);
      expect(await (await registry()).has('storefront', goes.digest, signal)).toBe(false);
      await expect((await registry()).materialize('storefront', goes.digest, signal)).rejects.toMatchObject(LASTING);
      expect(await (await registry()).has('storefront', stays.digest, signal)).toBe(true);
      const folder = await (await registry()).materialize('storefront', stays.digest, signal);
      expect(await readFile(join(folder, 'server.js'), 'utf8')).toBe('two');
    });

    clearing('frees nothing by removing again, or what was never there', async () => {
      const { digest } = await push(await built('one'));
      await (await registry()).remove?.('storefront', digest, anEffect('prune/1'));

      expect(await (await registry()).remove?.('storefront', digest, anEffect('prune/1'))).toBe(0);
      expect(await (await registry()).remove?.('storefront', `sha256:${'0'.repeat(64)}`, anEffect('prune/2'))).toBe(0);
    });

    clearing('takes again what was removed', async () => {
      const { digest } = await push(await built('one'));
      await (await registry()).remove?.('storefront', digest, anEffect('prune/1'));

      expect((await push(await built('one'))).digest).toBe(digest);

      const folder = await (await registry()).materialize('storefront', digest, signal);
      expect(await readFile(join(folder, 'server.js'), 'utf8')).toBe('one');
    });

    clearing('loses nothing that is stored while it is removed', async () => {
      const { digest } = await push(await built('one'));

      await Promise.all([
        (await registry()).remove?.('storefront', digest, anEffect('prune/1')),
        push(await built('one', 'other'), '2.0.0'),
        push(await built('two')),
      ]);
      await push(await built('one'));

      expect(await (await registry()).has('storefront', digest, signal)).toBe(true);
    });

    clearing('removes nothing under what is no name or no digest, or once it is told to stop', async () => {
      const { digest } = await push(await built('one'));
      const remove = async (unit: string, what: string, effect = anEffect('prune/1')) =>
        (await registry()).remove?.(unit, what, effect);

      await expect(remove('../up', digest)).rejects.toMatchObject(LASTING);
      await expect(remove('storefront', 'sha256:../../etc/passwd')).rejects.toMatchObject(LASTING);
      await expect(
        remove('storefront', digest, anEffect('prune/1', { signal: AbortSignal.abort() })),
      ).rejects.toMatchObject(PASSING);
      expect(await (await registry()).has('storefront', digest, signal)).toBe(true);
    });

    if ('attached' in rig) {
      attachedConformance(rig.attached, {
        registry,
        dir: () => space.path('registry'),
        push: async (content, tag) => push(await built(content), tag),
      });
    }

    it('stops when it is told to', async () => {
      const { digest } = await push(await built('one'));
      const stopped = AbortSignal.abort();

      await expect((await registry()).has('storefront', digest, stopped)).rejects.toMatchObject(PASSING);
      await expect((await registry()).materialize('storefront', digest, stopped)).rejects.toMatchObject(PASSING);
      const again = (await registry()).push(
        await built('one'),
        'storefront',
        't',
        anEffect('push/2', { signal: stopped }),
      );
      await expect(again).rejects.toMatchObject(PASSING);
    });
  });
}
