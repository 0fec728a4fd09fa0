import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { artifactBuilderConformance } from '../../../testing/conformance/artifact-builder.ts';
import { anEffect, LASTING, workspace, writeTree } from '../../../testing/conformance/workspace.ts';
import { unpackInto } from '../../shared/archive/unpack.ts';
import { digestOfBytes } from '../../shared/hash-file.ts';
import { functionBuilder } from './index.ts';

artifactBuilderConformance('function', () => functionBuilder());

describe('the builder of functions', () => {
  const space = workspace();
  const { signal } = new AbortController();

  async function build(version = '1.0.0', place = 'one') {
    const sourceDir = await writeTree(await space.path(place, 'source'), {
      'fn/index.mjs': 'export const handler = () => 1;',
      'fn/lib/ä.mjs': 'export const two = 2;',
      'fn/run.sh': 'echo run',
    });
    await chmod(join(sourceDir, 'fn/run.sh'), 0o755);
    const spec = {
      ...{ name: 'api', kind: 'function' as const, path: 'fn', run: null },
      entry: { handler: 'index.handler', runtime: 'nodejs20.x' },
    };
    const request = { spec, sourceDir, outDir: await space.path(place, 'out'), version, commit: 'c0ffee' };
    const built = await functionBuilder().build(request, anEffect('dep_1/packaging/build/1'));
    const unpacked = await space.path(place, 'unpacked');
    await writeTree(unpacked, {});
    await unpackInto(built.file, unpacked, signal);
    return { built, unpacked };
  }

  it('says in its manifest how it is called, and the digest of the zip and of every file in it', async () => {
    const { unpacked } = await build();

    const zip = await readFile(join(unpacked, 'function.zip'));
    expect(JSON.parse(await readFile(join(unpacked, 'function.json'), 'utf8'))).toEqual({
      schema: 'plimsoll.function/v1',
      ...{ name: 'api', handler: 'index.handler', runtime: 'nodejs20.x' },
      zip: { file: 'function.zip', digest: digestOfBytes(zip), bytes: zip.length },
      files: [
        { path: 'index.mjs', bytes: 31, digest: digestOfBytes('export const handler = () => 1;'), runs: false },
        { path: 'lib/ä.mjs', bytes: 21, digest: digestOfBytes('export const two = 2;'), runs: false },
        { path: 'run.sh', bytes: 8, digest: digestOfBytes('echo run'), runs: true },
      ],
    });
  });

  it('makes a zip whose directory names each file, its checksum and whether it may be run', async () => {
    const { unpacked } = await build();

    const zip = await readFile(join(unpacked, 'function.zip'));

    // Read from its end, as every reader of a zip does.
    const end = zip.length - 22;
    expect(zip.readUInt32LE(end)).toBe(0x06054b50);
    const listed: unknown[] = [];
    let at = zip.readUInt32LE(end + 16);
    for (let count = zip.readUInt16LE(end + 10); count > 0; count -= 1) {
      const [nameLength, size, offset] = [
        zip.readUInt16LE(at + 28),
        zip.readUInt32LE(at + 24),
        zip.readUInt32LE(at + 42),
      ];
      const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
      const begins = offset + 30 + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
      const content = zip.subarray(begins, begins + size);
      expect(zip.readUInt32LE(at + 16)).toBe(crc32(content));
      listed.push([name, (zip.readUInt32LE(at + 38) >>> 16).toString(8), content.toString('utf8')]);
      at += 46 + nameLength;
    }
    expect(listed).toEqual([
      ['index.mjs', '100644', 'export const handler = () => 1;'],
      ['lib/ä.mjs', '100644', 'export const two = 2;'],
      ['run.sh', '100755', 'echo run'],
    ]);
  });

  it('has the same digest for the same files, whatever the version', async () => {
    const one = await build('1.0.0', 'one');
    const two = await build('2.0.0', 'two');

    expect(two.built.digest).toBe(one.built.digest);
  });

  it('refuses a folder without a file', async () => {
    const sourceDir = await writeTree(await space.path('bare'), { 'fn/deep/x': '' });
    const spec = { name: 'api', kind: 'function' as const, path: 'none', run: 'mkdir none' };
    const request = { spec, sourceDir, outDir: await space.path('out'), version: '1', commit: 'c' };

    await expect(functionBuilder().build(request, anEffect('e'))).rejects.toMatchObject(LASTING);
  });
});
