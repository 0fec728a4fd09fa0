import { chmod, chown, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workspace } from '../testing/conformance/workspace.ts';
import { layOut } from './layout.ts';

const space = workspace();
const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe('the state folder', () => {
  it('is made for this account alone, with all that lies in it', async () => {
    const root = await space.path('state');

    layOut(root);

    expect(await modeOf(root)).toBe(0o700);
    for (const folder of ['logs', 'sites', 'work', 'checks']) expect(await modeOf(join(root, folder))).toBe(0o700);
    expect(await modeOf(join(root, 'control.sock.path'))).toBe(0o600);
  });

  it('keeps keys and journal out of a repository that it lies in, and leaves a line of somebody’s own alone', async () => {
    const root = await space.path('state');

    layOut(root);
    expect(await readFile(join(root, '.gitignore'), 'utf8')).toBe('*\n');

    await writeFile(join(root, '.gitignore'), '# ours\n*\n');
    layOut(root);
    expect(await readFile(join(root, '.gitignore'), 'utf8')).toBe('# ours\n*\n');
  });

  it.each([0o750, 0o705, 0o777])('is refused with mode %o, with the line that mends it', async (mode) => {
    const root = await space.path('state');
    await mkdir(root, { recursive: true });
    await chmod(root, mode);

    expect(() => layOut(root)).toThrow(
      expect.objectContaining({
        kind: 'refused',
        problems: [expect.objectContaining({ code: 'state-not-private', remedy: `chmod 700 ${root}` })],
      }),
    );
  });

  // Only root can give a folder away.
  it.skipIf(process.getuid?.() !== 0)('is refused when it belongs to another account', async () => {
    const root = await space.path('state');
    await mkdir(root, { recursive: true, mode: 0o700 });
    await chown(root, 54_321, 54_321);

    expect(() => layOut(root)).toThrow(/belongs to another account/);
    await chown(root, 0, 0);
  });

  it('keeps the socket, and only a pointer to it where its path would be too long', async () => {
    const near = layOut(await space.path('state'));
    const far = layOut(await space.path(join(...Array.from({ length: 5 }, () => 'a-folder-with-a-long-name'))));

    expect(near.socket).toBe(join(near.root, 'control.sock'));
    expect(far.socket.length).toBeLessThanOrEqual(100);
    expect(await readFile(join(far.root, 'control.sock.path'), 'utf8')).toBe(far.socket);
    expect(await modeOf(join(far.socket, '..'))).toBe(0o700);
  });

  it('gives each folder another socket, and the same folder the same', async () => {
    const deep = Array.from({ length: 5 }, () => 'a-folder-with-a-long-name');
    const [one, other] = [await space.path(join(...deep, 'one')), await space.path(join(...deep, 'other'))];

    expect(layOut(one).socket).not.toBe(layOut(other).socket);
    expect(layOut(one).socket).toBe(layOut(one).socket);
  });
});
