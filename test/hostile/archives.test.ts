import { createHash } from 'node:crypto';
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Header, pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ARCHIVE_LIMITS } from '../../src/drivers/shared/archive/limits.ts';
import { unpackInto } from '../../src/drivers/shared/archive/unpack.ts';
import { DriverError } from '../../src/ports/driver-error.ts';
import { numbersFrom } from './parsers/inputs.ts';

const { signal } = new AbortController();
let root = '';
let outside = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'plimsoll-tars-'));
  outside = join(root, 'outside');
  await mkdir(join(outside, 'deep'), { recursive: true });
  await writeFile(join(outside, 'kept.txt'), 'kept');
  await symlink('kept.txt', join(outside, 'link'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

type Entry = Partial<Header> & { readonly name: string; readonly body?: string };

async function tarOf(entries: readonly Entry[]): Promise<Buffer> {
  const archive = pack();
  for (const { body = '', ...header } of entries) archive.entry(header as Header, body);
  archive.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Everything in a folder with its content: what must be the same afterwards. */
async function pictureOf(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    const path = join(folder, name);
    const found = await lstat(path);
    const content = found.isFile() ? await readFile(path, 'utf8') : found.isSymbolicLink() ? await readlink(path) : '';
    hash.update(`${name}\0${found.mode}\0${content}\0`);
  }
  return hash.digest('hex');
}

let count = 0;
/** Unpacks and says how it ended; what is outside of the folder must be as it was, and inside there are plain files alone. */
async function ended(bytes: Buffer, limits = ARCHIVE_LIMITS): Promise<string> {
  count += 1;
  const file = join(root, `${count}.tar`);
  const folder = join(root, `in-${count}`);
  await writeFile(file, bytes);
  await mkdir(folder);
  const before = await pictureOf(outside);
  let end = 'unpacked';
  try {
    await unpackInto(file, folder, signal, limits);
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    expect(error.retryable).toBe(false);
    end = error.message;
  }
  expect(await pictureOf(outside)).toBe(before);
  for (const name of await readdir(folder, { recursive: true })) {
    const found = await lstat(join(folder, name));
    expect(found.isFile() || found.isDirectory(), name).toBe(true);
  }
  expect((await readdir(root)).filter((name) => !/^(?:outside|in-\d+|\d+\.tar)$/.test(name))).toEqual([]);
  return end;
}

describe('an archive that was made to hurt', () => {
  it.each([
    ...[
      '../escaped',
      '../../escaped',
      'a/../../escaped',
      '/escaped',
      '//escaped',
      './escaped',
      'a/./b',
      'a//b',
      'a/',
      '..',
      '.',
      '',
    ],
    ...['..\\escaped', 'c:\\escaped', 'a\nb', '\u001b[2J', 'x'.repeat(1_025), `${'d/'.repeat(65)}f`],
  ])('is refused for the name %j, and nothing outside of its folder changes', async (name) => {
    // The same by the plain header, and by the extended one, which overrides it.
    const plain = await ended(await tarOf([{ name: 'good' }, { name, body: 'x' }]));
    const extended = await ended(
      await tarOf([{ name: 'good' }, { name: 'plain', pax: { path: name }, body: 'x' } as Entry]),
    );

    for (const end of [plain, ...(name === '' || name.includes('\n') || name.includes('\0') ? [] : [extended])]) {
      expect(end).toMatch(
        /is no plain relative path|holds signs|too long|too deep|is directory|damaged|not a regular|twice/,
      );
    }
  });

  it.each(['symlink', 'link', 'character-device', 'block-device', 'fifo', 'contiguous-file', 'directory'] as const)(
    'is refused for an entry of type %s, also when a file follows through it',
    async (type) => {
      const entry = { name: 'way', type, linkname: outside } as Entry;

      expect(await ended(await tarOf([entry, { name: 'way/escaped', body: 'x' }]))).toMatch(
        /not a regular file|damaged/,
      );
    },
  );

  it('is refused by what it says of its size before a byte of that is written, and by its count', async () => {
    const bomb = await tarOf([{ name: 'a', body: 'x' }]);
    // 8 GiB, in the octal digits of the header, with the checksum that goes with it.
    bomb.write('77777777777\0', 124, 'ascii');
    let sum = 8 * 32;
    for (let at = 0; at < 512; at += 1) if (at < 148 || at >= 156) sum += bomb[at] ?? 0;
    bomb.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'ascii');

    expect(await ended(bomb)).toContain('more than');
    const many = await tarOf(Array.from({ length: 300 }, (_, index) => ({ name: `f${index}` })));
    expect(await ended(many, { ...ARCHIVE_LIMITS, files: 299 })).toContain('more than 299 files');
    expect(await ended(many)).toBe('unpacked');
  });

  it('ends well or is refused, however its bytes are changed: 80 times', async () => {
    const chance = numbersFrom(20_261_126);
    const good = await tarOf([
      { name: 'a/b.txt', body: 'content' },
      { name: 'run.sh', mode: 0o755, body: '#!' },
      { name: 'x'.repeat(150), body: 'long' },
    ]);
    const ends = new Set<string>();
    for (let round = 0; round < 80; round += 1) {
      const bytes = Buffer.from(good);
      for (let edits = 1 + Math.floor(chance() * 3); edits > 0; edits -= 1) {
        const at = Math.floor(chance() * bytes.length);
        bytes[at] = chance() < 0.5 ? (bytes[at] ?? 0) ^ (1 << Math.floor(chance() * 8)) : Math.floor(chance() * 256);
      }
      const end = await ended(chance() < 0.2 ? bytes.subarray(0, Math.floor(chance() * bytes.length)) : bytes);
      ends.add(end === 'unpacked' ? end : 'refused');
    }

    expect([...ends].sort()).toEqual(['refused', 'unpacked']);
  });
});
