import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Header, pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ARCHIVE_LIMITS } from './limits.ts';
import { packFolder } from './pack.ts';
import { unpackInto } from './unpack.ts';

const { signal } = new AbortController();
let root = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'plimsoll-archive-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function tree(name: string, files: readonly [string, string, number?][]): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder);
  for (const [path, content, mode] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
    await chmod(join(folder, path), mode ?? 0o644);
  }
  return folder;
}

async function packed(folder: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  await packFolder(folder, signal, async (chunk) => chunks.push(Buffer.from(chunk)));
  return Buffer.concat(chunks);
}

/** An archive as an attacker may write it. */
async function hostile(entries: readonly (Partial<Header> & { name: string; body?: string })[]): Promise<string> {
  const archive = pack();
  for (const { body = '', ...header } of entries) archive.entry(header, body);
  archive.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive as AsyncIterable<Uint8Array>) chunks.push(chunk);
  const file = join(root, 'hostile.tar');
  await writeFile(file, Buffer.concat(chunks));
  return file;
}

async function unpack(archive: string, limits = ARCHIVE_LIMITS): Promise<string> {
  const folder = join(root, 'out');
  await mkdir(folder);
  await unpackInto(archive, folder, signal, limits);
  return folder;
}

describe('an archive', () => {
  const files: [string, string, number?][] = [
    ['b.txt', 'two'],
    ['a/deep/ünïcode and a very long name '.concat('x'.repeat(120)), 'one'],
    ['run.sh', '#!/bin/sh', 0o755],
    ['empty', ''],
    ['big', 'z'.repeat(700_001)],
  ];

  it('has the same bytes for the same files, whatever their times, order of making, owners and umask', async () => {
    const one = await tree('one', files);
    const other = await tree('other', files.toReversed());
    await utimes(join(other, 'b.txt'), 1, 1);
    await chmod(join(other, 'b.txt'), 0o600);
    await chmod(join(other, 'run.sh'), 0o700);

    expect((await packed(one)).equals(await packed(other))).toBe(true);
    expect((await packFolder(one, signal)).digest).toBe((await packFolder(other, signal)).digest);
  });

  it.each<[string, [string, string, number?]]>([
    ['a byte', ['b.txt', 'twO']],
    ['a name', ['c.txt', 'two']],
    ['the right to run', ['b.txt', 'two', 0o755]],
  ])('has other bytes when %s differs', async (_, changed) => {
    const one = await tree('one', files);
    const other = await tree('other', [changed, ...files.slice(1)]);

    expect((await packFolder(one, signal)).digest).not.toBe((await packFolder(other, signal)).digest);
  });

  it('gives back what was packed, read-only, and packs to the same digest again', async () => {
    const one = await tree('one', files);
    const archive = join(root, 'one.tar');
    await writeFile(archive, await packed(one));

    const out = await unpack(archive);

    expect(await readFile(join(out, 'big'), 'utf8')).toBe('z'.repeat(700_001));
    expect((await stat(join(out, 'b.txt'))).mode & 0o777).toBe(0o444);
    expect((await stat(join(out, 'run.sh'))).mode & 0o777).toBe(0o555);
    expect((await packFolder(out, signal)).digest).toBe((await packFolder(one, signal)).digest);
  });

  it('holds no links: packing refuses them by name', async () => {
    const one = await tree('one', files);
    await symlink('/etc/passwd', join(one, 'a/sly'));

    await expect(packFolder(one, signal)).rejects.toMatchObject({ name: 'DriverError', retryable: false });
    await expect(packFolder(one, signal)).rejects.toThrow('"a/sly" is a link');
  });

  it('is not packed beyond the limits', async () => {
    const one = await tree('one', files);

    await expect(packFolder(one, signal, undefined, { ...ARCHIVE_LIMITS, bytes: 700_001 })).rejects.toThrow('larger');
    await expect(packFolder(one, signal, undefined, { ...ARCHIVE_LIMITS, files: 4 })).rejects.toThrow('more than 4');
  });

  it.each<[string, Partial<Header> & { name: string }, string]>([
    ['leads out', { name: '../escaped' }, 'no plain relative path'],
    ['leads out in the middle', { name: 'a/../../escaped' }, 'no plain relative path'],
    ['is absolute', { name: '/tmp/escaped' }, 'no plain relative path'],
    ['has a backslash', { name: '..\\escaped' }, 'not allowed'],
    ['is a symbolic link', { name: 'l', type: 'symlink', linkname: '/' }, 'symlink'],
    ['is a hard link', { name: 'l', type: 'link', linkname: '/etc/passwd' }, 'link'],
    ['is a device', { name: 'd', type: 'character-device' }, 'character-device'],
    ['is a folder', { name: 'd', type: 'directory' }, 'no'],
  ])('is refused when an entry %s', async (_, entry, message) => {
    const archive = await hostile([{ name: 'good', body: 'x' }, entry]);

    await expect(unpack(archive)).rejects.toThrow(message);
    expect((await readdir(root)).sort()).toEqual(['hostile.tar', 'out']);
  });

  it.each<[string, { name: string; body?: string }[], string]>([
    ['names a file twice', [{ name: 'a' }, { name: 'a' }], 'twice'],
    [
      'takes a file for a folder',
      [
        { name: 'a', body: 'x' },
        { name: 'a/b', body: 'x' },
      ],
      'twice',
    ],
    ['holds too many files', [{ name: 'a' }, { name: 'b' }, { name: 'c' }], 'more than 2 files'],
    ['holds too many bytes', [{ name: 'a', body: 'x'.repeat(101) }], 'more than 100 bytes'],
  ])('is refused when it %s', async (_, entries, message) => {
    const archive = await hostile(entries);

    await expect(unpack(archive, { bytes: 100, files: 2, depth: 9 })).rejects.toThrow(message);
  });

  it.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, 600)],
    ['no archive at all', () => Buffer.from('hello '.repeat(200))],
  ])('is refused when it is %s', async (_, spoil) => {
    const file = await hostile([{ name: 'a', body: 'x'.repeat(400) }]);
    await writeFile(file, spoil(await readFile(file)));

    await expect(unpack(file)).rejects.toMatchObject({ name: 'DriverError', retryable: false });
  });
});
