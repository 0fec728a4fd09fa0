import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { containedPath, isInside } from './contained-path.ts';

let root = '';
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'plimsoll-path-')));
  await mkdir(join(root, 'tree/app/..data'), { recursive: true });
  await mkdir(join(root, 'outside'));
  await symlink('../outside', join(root, 'tree/link'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('a path of the configuration', () => {
  it.each(['app', 'app/', './app', '.', 'app/..data'])('may be %s', async (path) => {
    expect(isInside(join(root, 'tree'), await containedPath(join(root, 'tree'), path))).toBe(true);
  });

  it.each(['..', '../outside', 'app/../../outside', '/etc', 'link', 'link/x/..', 'a\0b'])(
    'is refused as %j',
    async (path) => {
      await expect(containedPath(join(root, 'tree'), path)).rejects.toMatchObject({
        name: 'DriverError',
        retryable: false,
      });
    },
  );
});
