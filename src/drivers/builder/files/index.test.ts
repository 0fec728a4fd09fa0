import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { milliseconds } from '../../../core/kernel/duration.ts';
import { artifactBuilderConformance } from '../../../testing/conformance/artifact-builder.ts';
import { anEffect, LASTING, workspace, writeTree } from '../../../testing/conformance/workspace.ts';
import { type FilesBuilderOptions, filesBuilder } from './index.ts';

artifactBuilderConformance('files', () => filesBuilder());

describe('the builder of files', () => {
  const space = workspace();

  async function build(run: string | null, path = 'app', options: FilesBuilderOptions = {}) {
    const sourceDir = await writeTree(await space.path('source'), { 'app/server.js': 'serve()' });
    const outDir = await space.path('out');
    const spec = { name: 'app', kind: 'files' as const, path, run };
    const request = { spec, sourceDir, outDir, version: '1.0.0', commit: 'c0ffee' };
    return filesBuilder(options).build(request, anEffect('dep_1/packaging/build/1'));
  }

  it('refuses a link in the folder, by name', async () => {
    await writeTree(await space.path('source'), {});
    await mkdir(await space.path('source/app'));
    await symlink('/etc/passwd', await space.path('source/app/users'));

    const building = build(null);

    await expect(building).rejects.toMatchObject(LASTING);
    await expect(building).rejects.toThrow('"users" is a link');
  });

  it('refuses a folder that is a link, and an empty one', async () => {
    await writeTree(await space.path('source'), {});
    await symlink('app', await space.path('source/sly'));

    await expect(build(null, 'sly')).rejects.toThrow('is a link or passes one');
    await expect(build('mkdir -p none', 'none')).rejects.toThrow('holds no file');
  });

  it('kills a build that is not done in time', async () => {
    await expect(build('sleep 60', 'app', { deadline: milliseconds(200) })).rejects.toThrow('was not done after');
  });

  it('shows the build command nothing of the control plane', async () => {
    process.env.PLIMSOLL_TOKEN_OF_TEST = 'leak';

    await build('env > app/env.txt');

    const env = await readFile(join(await space.path('source'), 'app/env.txt'), 'utf8');
    expect(env).toContain('PLIMSOLL_VERSION=1.0.0');
    expect(env).not.toContain('leak');
    delete process.env.PLIMSOLL_TOKEN_OF_TEST;
  });

  it('leaves the archive and the log, and nothing half done', async () => {
    await build('echo built');

    expect((await readdir(await space.path('out'))).sort()).toEqual(['app.log', 'app.tar']);
    expect(await readFile(await space.path('out/app.log'), 'utf8')).toBe('built\n');
  });
});
