import { createHash } from 'node:crypto';
import { readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ArtifactSpec } from '../../core/unit/artifact.ts';
import type { ArtifactBuilder } from '../../ports/artifact-builder.ts';
import { anEffect, LASTING, PASSING, PATIENTLY, workspace, writeTree } from './workspace.ts';

/** The rules of every artifact builder that packs a folder of the source tree. */
export function artifactBuilderConformance(name: string, make: () => ArtifactBuilder): void {
  describe(`artifact builder ${name}`, () => {
    const space = workspace();
    const files = { 'app/b.js': 'two', 'app/a/one.js': 'one', 'readme.md': 'not packed' };

    async function build(
      place: string,
      spec: Partial<ArtifactSpec> = {},
      given: { id?: string; signal?: AbortSignal } = {},
    ) {
      const builder = make();
      const sourceDir = await writeTree(await space.path(place, 'source'), files);
      await utimes(join(sourceDir, 'app/b.js'), place.length, place.length);
      return builder.build(
        {
          spec: { name: 'app', kind: builder.kind, path: 'app', run: null, ...spec },
          sourceDir,
          outDir: await space.path(place, 'out'),
          version: '1.2.3',
          commit: 'c0ffee',
        },
        anEffect(given.id ?? 'dep_1/packaging/build-app/1', given),
      );
    }

    it('gives the digest and length of the file that it made', async () => {
      const built = await build('here');

      const bytes = await readFile(built.file);
      expect(built).toMatchObject({ name: 'app', kind: make().kind, bytes: bytes.length });
      expect(built.digest).toBe(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
    });

    it('makes the same bytes of the same tree in another place at another time', async () => {
      const one = await build('here');
      const other = await build('elsewhere');

      expect(other.digest).toBe(one.digest);
    });

    it('makes other bytes when the build command makes other files', async () => {
      const one = await build('here');
      const other = await build('elsewhere', { run: 'echo three > app/c.js' });

      expect(other.digest).not.toBe(one.digest);
    });

    it('gives the same answer when an effect is repeated', async () => {
      expect(await build('here')).toEqual(await build('here'));
    });

    it('tells the build command version and commit', async () => {
      const told = await build('here', { run: 'printf "$PLIMSOLL_VERSION $PLIMSOLL_COMMIT" > app/told' });
      const written = await build('elsewhere', { run: 'printf "1.2.3 c0ffee" > app/told' });

      expect(told.digest).toBe(written.digest);
    });

    it('rejects with what a failed build command printed last', async () => {
      const failing = build('here', { run: 'echo no compiler >&2; exit 7' });

      await expect(failing).rejects.toMatchObject(LASTING);
      await expect(failing).rejects.toThrow(/exit code 7[\s\S]*no compiler/);
    });

    it.each(['..', '/etc', 'missing', 'readme.md'])('packs no %j', async (path) => {
      await expect(build('here', { path })).rejects.toMatchObject(LASTING);
    });

    it('refuses a kind that it does not build', async () => {
      const kind = make().kind === 'iac' ? 'files' : 'iac';

      await expect(build('here', { kind })).rejects.toMatchObject(LASTING);
    });

    it('stops when it is told to', async () => {
      const stop = new AbortController();
      const building = build('here', { run: 'echo up > started; sleep 60' }, { signal: stop.signal });
      await expect
        .poll(async () => readFile(await space.path('here/source/started'), 'utf8').catch(() => ''), PATIENTLY)
        .toBe('up\n');

      stop.abort();

      await expect(building).rejects.toMatchObject(PASSING);
    });
  });
}
