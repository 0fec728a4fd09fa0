import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compare, withLine } from './compare.ts';
import { writable, write } from './write.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'plimsoll-write-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const put = (name: string, text: string): void => writeFileSync(join(dir, name), text);
const read = (name: string): string => readFileSync(join(dir, name), 'utf8');
const whole = (name: string, text: string) => compare(dir, { path: join(dir, name), what: 'whole', text });
const line = () => compare(dir, { path: join(dir, '.gitignore'), what: 'line', text: '.plimsoll/' });

describe('what init may write', () => {
  it('is what is new and what only gains a line', async () => {
    put('.gitignore', 'dist/\n');

    const files = [await whole('new.yaml', 'x\n'), await line()];

    expect(files.map(({ state }) => state)).toEqual(['new', 'added-to']);
    expect(writable(files, false)).toEqual(files);
  });

  it('is not a file that differs, unless that is forced', async () => {
    put('plimsoll.yaml', 'mine\n');

    const file = await whole('plimsoll.yaml', 'theirs\n');

    expect(file.state).toBe('differs');
    expect(writable([file], false)).toEqual([]);
    expect(writable([file], true)).toEqual([file]);
  });

  it('is nothing where all is as it would be', async () => {
    put('plimsoll.yaml', 'same\n');
    put('.gitignore', '.plimsoll\n');

    expect(writable([await whole('plimsoll.yaml', 'same\n'), await line()], true)).toEqual([]);
  });

  it('does not write over a file that came after the look', async () => {
    const file = await whole('plimsoll.yaml', 'theirs\n');
    put('plimsoll.yaml', 'mine\n');

    await expect(write(file)).rejects.toThrow('EEXIST');
    expect(read('plimsoll.yaml')).toBe('mine\n');
  });

  it.each([
    ['dist/\n', 'dist/\n.plimsoll/\n'],
    ['dist/', 'dist/\n.plimsoll/\n'],
    ['', '.plimsoll/\n'],
  ])('adds the line to %j and keeps what stands there', async (before, after) => {
    put('.gitignore', before);

    await write(await line());

    expect(read('.gitignore')).toBe(after);
  });

  it.each(['.plimsoll', '/.plimsoll/', ' .plimsoll/ '])('knows the line in %j', (written) => {
    expect(withLine(`a\n${written}\nb`, '.plimsoll/')).toBe(`a\n${written}\nb`);
  });
});
