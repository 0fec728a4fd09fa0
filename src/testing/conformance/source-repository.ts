import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SourceRepository } from '../../ports/source-repository.ts';
import { anEffect, LASTING, PASSING, workspace, writeTree } from './workspace.ts';

/** What a source driver brings to its suite. */
export interface SourceRig {
  make(): SourceRepository;
  /** Makes a folder a repository without any commit. */
  init(dir: string): Promise<void>;
  /** Commits all there is in the folder and gives back the commit's full id. */
  commitAll(dir: string, subject: string): Promise<string>;
  tag(dir: string, name: string): Promise<void>;
}

/** The rules of every source repository. */
export function sourceRepositoryConformance(name: string, rig: SourceRig): void {
  describe(`source repository ${name}`, () => {
    const space = workspace();
    const source = () => rig.make();

    async function repository(): Promise<{ dir: string; first: string; second: string }> {
      const dir = await writeTree(await space.path('repo'), {
        'app/server.js': 'one',
        'package.json': '{"version":"3.1.4"}',
      });
      await rig.init(dir);
      const first = await rig.commitAll(dir, 'Begin');
      await writeTree(dir, { 'app/server.js': 'two' });
      return { dir, first, second: await rig.commitAll(dir, 'Go on') };
    }
    const checkout = async (dir: string, commit: string, dirty = false, id = 'dep_1/packaging/checkout/1') =>
      source().checkout({ dir, commit, dirty, outDir: await space.path('out') }, anEffect(id));

    it('says commit, version and that nothing is dirty', async () => {
      const { dir, second } = await repository();

      expect(await source().revision(dir, 'HEAD')).toEqual({ commit: second, version: '3.1.4', dirtyPaths: [] });
    });

    it('finds an earlier commit by its id, with the version it had then', async () => {
      const { dir, first } = await repository();
      await writeTree(dir, { 'package.json': '{"version":"4.0.0"}' });
      const third = await rig.commitAll(dir, 'Next');

      expect(await source().revision(dir, first.slice(0, 12))).toMatchObject({ commit: first, version: '3.1.4' });
      expect(await source().revision(dir, third)).toMatchObject({ version: '4.0.0' });
    });

    it('takes the version of the nearest tag before that of package.json', async () => {
      const { dir, first } = await repository();
      await rig.tag(dir, 'v5.0.0-rc.1');
      await writeTree(dir, { 'app/server.js': 'three' });
      await rig.commitAll(dir, 'Later');

      expect(await source().revision(dir, 'HEAD')).toMatchObject({ version: '5.0.0-rc.1' });
      expect(await source().revision(dir, first)).toMatchObject({ version: '3.1.4' });
    });

    it('names what is dirty: changed, new and deleted', async () => {
      const { dir } = await repository();
      await writeTree(dir, { 'app/server.js': 'changed', 'app/new file.js': 'new' });

      expect((await source().revision(dir, 'HEAD')).dirtyPaths).toEqual(['app/new file.js', 'app/server.js']);
    });

    it('checks out just what was committed, and touches nothing of the user', async () => {
      const { dir, first } = await repository();
      await writeTree(dir, { 'app/server.js': 'changed', 'app/new.js': 'new' });
      const before = await source().revision(dir, 'HEAD');

      const tree = await checkout(dir, first);

      expect(await readFile(join(tree, 'app/server.js'), 'utf8')).toBe('one');
      expect((await readdir(tree, { recursive: true })).sort()).toEqual(['app', 'app/server.js', 'package.json']);
      expect(await readFile(join(dir, 'app/server.js'), 'utf8')).toBe('changed');
      expect(await source().revision(dir, 'HEAD')).toEqual(before);
    });

    it('checks out the work tree as it is now when that is asked for', async () => {
      const { dir, second } = await repository();
      await writeTree(dir, { 'app/server.js': 'changed', 'app/new.js': 'new' });

      const tree = await checkout(dir, second, true);

      expect(await readFile(join(tree, 'app/server.js'), 'utf8')).toBe('changed');
      expect(await readFile(join(tree, 'app/new.js'), 'utf8')).toBe('new');
    });

    it('gives a repeated effect the tree it got before, with what was built in it', async () => {
      const { dir, second } = await repository();
      const tree = await checkout(dir, second, true);
      await writeTree(tree, { built: '' });
      await writeTree(dir, { 'app/server.js': 'changed meanwhile' });

      expect(await checkout(dir, second, true)).toBe(tree);
      expect(await readFile(join(tree, 'app/server.js'), 'utf8')).toBe('two');
      const other = await checkout(dir, second, false, 'dep_2/packaging/checkout/1');
      expect((await readdir(other)).sort()).toEqual(['app', 'package.json']);
    });

    it('returns the folder of a unit that lives deeper in the repository', async () => {
      const { dir, second } = await repository();

      const folder = await checkout(join(dir, 'app'), second);

      expect(await readdir(folder)).toEqual(['server.js']);
      expect(await readFile(join(folder, '../package.json'), 'utf8')).toContain('3.1.4');
    });

    it('knows who descends from whom', async () => {
      const { dir, first, second } = await repository();

      expect(await source().ancestry(dir, first, second)).toBe('descendant');
      expect(await source().ancestry(dir, second, second)).toBe('same');
      expect(await source().ancestry(dir, second, first)).toBe('not-descendant');
      expect(await source().ancestry(dir, 'f'.repeat(40), second)).toBe('unknown');
    });

    it('lists the commits between two, newest first', async () => {
      const { dir, first, second } = await repository();
      await writeTree(dir, { 'app/server.js': 'three' });
      const third = await rig.commitAll(dir, 'More');

      const commits = await source().commitsBetween(dir, first, third);

      expect(commits.map((one) => [one.commit, one.subject])).toEqual([
        [third, 'More'],
        [second, 'Go on'],
      ]);
      expect(await source().commitsBetween(dir, third, third)).toEqual([]);
    });

    it.each(['no-such-branch', 'f'.repeat(40), '--output=x', '-1', ''])(
      'refuses %j as a reference',
      async (reference) => {
        const { dir } = await repository();

        await expect(source().revision(dir, reference)).rejects.toMatchObject(LASTING);
      },
    );

    it('refuses a folder that is in no repository, is not there, or has no commit', async () => {
      const plain = await writeTree(await space.path('plain'), {});
      const empty = await writeTree(await space.path('empty'), {});
      await rig.init(empty);

      for (const dir of [plain, empty, join(plain, 'none')]) {
        await expect(source().revision(dir, 'HEAD')).rejects.toMatchObject(LASTING);
      }
    });

    it('checks nothing out when it is stopped', async () => {
      const { dir, second } = await repository();
      const request = { dir, commit: second, dirty: false, outDir: await space.path('out') };

      const stopped = source().checkout(request, anEffect('checkout/1', { signal: AbortSignal.abort() }));

      await expect(stopped).rejects.toMatchObject(PASSING);
      await expect(readdir(await space.path('out'))).rejects.toThrow('ENOENT');
    });
  });
}
