import { execFile } from 'node:child_process';
import { chmod, lstat, mkdir, readdir, readFile, readlink, rm, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { sourceRepositoryConformance } from '../../../testing/conformance/source-repository.ts';
import { anEffect, LASTING, workspace, writeTree } from '../../../testing/conformance/workspace.ts';
import { gitRepository } from './index.ts';

const run = promisify(execFile);
const AUTHOR = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.test', '-c', 'commit.gpgsign=false'];

async function plainGit(dir: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('git', [...AUTHOR, ...args], { cwd: dir });
  return stdout.trim();
}

async function commitAll(dir: string, subject: string): Promise<string> {
  await plainGit(dir, 'add', '--all');
  await plainGit(dir, 'commit', '--quiet', '--allow-empty', '--message', subject);
  return plainGit(dir, 'rev-parse', 'HEAD');
}

const init = async (dir: string) => void (await plainGit(dir, 'init', '--quiet', '--initial-branch=main'));

sourceRepositoryConformance('git', {
  make: gitRepository,
  init,
  commitAll,
  tag: async (dir, name) => void (await plainGit(dir, 'tag', name)),
});

describe('the git repository', () => {
  const space = workspace();
  const PATH = process.env.PATH;
  afterEach(() => {
    process.env.PATH = PATH;
  });

  async function repository(files: Record<string, string> = { 'app/server.js': 'one' }): Promise<string> {
    const dir = await writeTree(await space.path('repo'), files);
    await init(dir);
    await commitAll(dir, 'Begin');
    return dir;
  }
  const checkout = async (dir: string, given: { commit?: string; dirty?: boolean } = {}) =>
    gitRepository().checkout(
      { dir, commit: given.commit ?? 'HEAD', dirty: given.dirty ?? false, outDir: await space.path('out') },
      anEffect('checkout/1'),
    );

  it('says that git was not found, and what to do', async () => {
    const dir = await repository();
    process.env.PATH = await space.path('repo/app');

    const reading = gitRepository().revision(dir, 'HEAD');

    await expect(reading).rejects.toMatchObject(LASTING);
    await expect(reading).rejects.toThrow('git was not found: install git');
  });

  it.each([
    ['v1.2.3', '1.2.3'],
    ['v2', '2'],
    ['v2.1', '2.1'],
    ['v1-beta', '1-beta'],
    ['v1.2.3_4', '0.0.0'],
    ['version-9', '0.0.0'],
    ['v1.2.3.4', '0.0.0'],
  ])('reads of the tag %j the version %s', async (tag, version) => {
    const dir = await repository();
    await plainGit(dir, 'update-ref', `refs/tags/${tag}`, 'HEAD');

    expect((await gitRepository().revision(dir, 'HEAD')).version).toBe(version);
  });

  it.each(['{"version":"1.2.3+build.7"}', '{"version":"1.2.3"}'])('reads %s as 1.2.3', async (content) => {
    const dir = await repository({ 'package.json': content });

    expect((await gitRepository().revision(dir, 'HEAD')).version).toBe('1.2.3');
  });

  it.each(['{"version":"latest; rm -rf /"}', '{', '{"name":"x"}'])('takes %s as no version', async (content) => {
    const dir = await repository({ 'package.json': content });

    expect((await gitRepository().revision(dir, 'HEAD')).version).toBe('0.0.0');
  });

  it('never counts its own state folder as source, ignored or not', async () => {
    const dir = await repository();
    await writeTree(dir, { '.plimsoll/journal.db': 'x', 'app/.plimsoll/socket': 'x', 'app/new.js': 'y' });

    expect((await gitRepository().revision(dir, 'HEAD')).dirtyPaths).toEqual(['app/new.js']);
    const tree = await checkout(dir, { dirty: true });
    expect((await readdir(tree, { recursive: true })).sort()).toEqual(['app', 'app/new.js', 'app/server.js']);
  });

  it('does not take a plan that was written down for a change of the source, only for what it is', async () => {
    const dir = await repository();
    const plan = `{"digest":"sha256:${'a'.repeat(64)}","plan":{},"schema":"plimsoll.plan-file/1"}\n`;
    await writeTree(dir, { 'plan.json': plan, 'app/plan.json': plan, 'plan.js': plan, 'other.json': '{"a":1}' });
    await symlink('plan.json', join(dir, 'link.json'));

    const seen = async () => (await gitRepository().revision(join(dir, 'app'), 'HEAD')).dirtyPaths;

    expect(await seen()).toEqual(['link.json', 'other.json', 'plan.js']);
    await plainGit(dir, 'add', 'plan.json');
    expect(await seen()).toEqual(['link.json', 'other.json', 'plan.js', 'plan.json']);
  });

  it('leaves ignored files out of a dirty checkout, and those that were deleted', async () => {
    const dir = await repository({ '.gitignore': 'node_modules\n', 'app/server.js': 'one', 'app/old.js': 'old' });
    await writeTree(dir, { 'node_modules/x/index.js': 'x', 'app/server.js': 'two' });
    await rm(join(dir, 'app/old.js'));

    const tree = await checkout(dir, { dirty: true });

    expect((await readdir(tree, { recursive: true })).sort()).toEqual(['.gitignore', 'app', 'app/server.js']);
    expect((await gitRepository().revision(dir, 'HEAD')).dirtyPaths).toEqual(['app/old.js', 'app/server.js']);
  });

  it.each([false, true])('keeps modes and links, dirty: %s', async (dirty) => {
    const dir = await writeTree(await space.path('repo'), { 'run.sh': '#!/bin/sh', 'a file': 'x' });
    await chmod(join(dir, 'run.sh'), 0o755);
    await symlink('run.sh', join(dir, 'link'));
    await init(dir);
    await commitAll(dir, 'Begin');

    const tree = await checkout(dir, { dirty });

    expect((await stat(join(tree, 'run.sh'))).mode & 0o111).toBe(0o111);
    expect(await readlink(join(tree, 'link'))).toBe('run.sh');
    expect(await readFile(join(tree, 'a file'), 'utf8')).toBe('x');
  });

  it('writes the bytes of the commit whatever the account likes for line ends, and attributes of the commit leave nothing out', async () => {
    const dir = await repository({
      'a.txt': 'one\ntwo\n',
      'smoke.test.js': 'x',
      '.gitattributes': 'smoke.test.js export-ignore\n',
    });
    await plainGit(dir, 'config', 'core.autocrlf', 'true');

    const tree = await checkout(dir);

    expect(await readFile(join(tree, 'a.txt'), 'utf8')).toBe('one\ntwo\n');
    expect(await readFile(join(tree, 'smoke.test.js'), 'utf8')).toBe('x');
  });

  it('runs no hook and no monitor of the repository, and leaves its index as it was', async () => {
    const dir = await repository();
    const trap = await space.path('trapped');
    const script = `#!/bin/sh\ntouch '${trap}'\n`;
    await writeTree(dir, {
      '.git/hooks/post-index-change': script,
      '.git/hooks/post-checkout': script,
      '.git/monitor': script,
    });
    for (const name of ['hooks/post-index-change', 'hooks/post-checkout', 'monitor']) {
      await chmod(join(dir, '.git', name), 0o755);
    }
    await plainGit(dir, 'config', 'core.fsmonitor', join(dir, '.git/monitor'));
    const before = await stat(join(dir, '.git/index'), { bigint: true });

    await gitRepository().revision(dir, 'HEAD');
    await checkout(dir);

    await expect(lstat(trap)).rejects.toThrow('ENOENT');
    const after = await stat(join(dir, '.git/index'), { bigint: true });
    expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs]);
  });

  it.each([false, true])('refuses a submodule in the unit by name, dirty: %s', async (dirty) => {
    const dir = await repository();
    const commit = await plainGit(dir, 'rev-parse', 'HEAD');
    await plainGit(dir, 'update-index', '--add', '--cacheinfo', `160000,${commit},app/lib`);
    await mkdir(join(dir, 'app/lib'));
    await plainGit(dir, 'commit', '--quiet', '--message', 'Add a submodule');

    await expect(checkout(dir, { dirty })).rejects.toThrow('"app/lib" is a git submodule');
    await expect(checkout(join(dir, 'app'), { dirty })).rejects.toThrow('"app/lib" is a git submodule');
  });

  it('does not guess beyond the cut of a shallow clone', async () => {
    const dir = await repository();
    const first = await plainGit(dir, 'rev-parse', 'HEAD');
    await commitAll(dir, 'Second');
    const third = await commitAll(dir, 'Third');
    await plainGit(await space.path(), 'clone', '--quiet', '--depth=1', `file://${dir}`, 'shallow');
    const shallow = await space.path('shallow');

    expect(await gitRepository().ancestry(shallow, first, third)).toBe('unknown');
    await plainGit(shallow, 'fetch', '--quiet', '--depth=1', 'origin', first);
    expect(await gitRepository().ancestry(shallow, first, third)).toBe('unknown');
    expect(await gitRepository().ancestry(dir, first, third)).toBe('descendant');
  });

  it('shows subjects and authors without control characters', async () => {
    const dir = await repository();
    const first = await plainGit(dir, 'rev-parse', 'HEAD');
    await commitAll(dir, 'Fix \u001b[31mred\u202e');

    const [line] = await gitRepository().commitsBetween(dir, first, 'HEAD');

    expect(line).toMatchObject({ author: 'Ada', subject: 'Fix red\\u202e' });
  });

  it('refuses a commit in which the unit did not exist yet', async () => {
    const dir = await repository({ 'a.txt': 'a' });
    const first = await plainGit(dir, 'rev-parse', 'HEAD');
    await writeTree(dir, { 'unit/b.txt': 'b' });
    await commitAll(dir, 'Add the unit');

    await expect(checkout(join(dir, 'unit'), { commit: first })).rejects.toThrow('has no folder unit/');
  });
});
