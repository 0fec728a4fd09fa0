import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mend } from './mend.ts';

let dir: string;
let state: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'plimsoll-mend-'));
  state = join(dir, '.plimsoll');
  mkdirSync(state);
  chmodSync(state, 0o755);
});
afterEach(() => rmSync(dir, { recursive: true }));

const facts = (folder: object, stateIgnored: boolean | null, path = state) =>
  ({
    state: { path, folder: { isFolder: true, isOurs: true, mode: 0o755, ...folder }, freeBytes: 1 },
    stateIgnored,
  }) as Parameters<typeof mend>[1];
const mode = (): number => statSync(state).mode & 0o777;

describe('doctor --fix', () => {
  it('makes the state folder private and has git ignore it', async () => {
    writeFileSync(join(dir, '.gitignore'), 'dist/');

    const done = await mend(dir, facts({}, false));

    expect(done).toEqual([`chmod 700 ${state}`, 'added .plimsoll/ to .gitignore']);
    expect(mode()).toBe(0o700);
    expect(readFileSync(join(dir, '.gitignore'), 'utf8')).toBe('dist/\n.plimsoll/\n');
  });

  it('leaves alone what is right, and what is not ours', async () => {
    expect(await mend(dir, facts({ mode: 0o700 }, true))).toEqual([]);
    expect(await mend(dir, facts({ isOurs: false }, null))).toEqual([]);
    expect(mode()).toBe(0o755);
  });

  it('words no line for a state folder that lies elsewhere', async () => {
    expect(await mend(dir, facts({ mode: 0o700 }, false, join(dir, 'elsewhere')))).toEqual([]);
  });
});
