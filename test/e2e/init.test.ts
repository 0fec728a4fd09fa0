import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { atTerminal } from './world/at-terminal.ts';
import { build, plimsoll } from './world/program.ts';

let dir: string;
beforeAll(build);
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plimsoll-init-'));
  execFileSync('git', ['-C', dir, 'init', '--quiet']);
  execFileSync('git', ['-C', dir, 'remote', 'add', 'origin', 'https://github.com/acme/shop.git']);
  await writeFile(join(dir, 'server.js'), `serve(process.env.PORT, '/healthz');\n`);
});
afterEach(() => rm(dir, { recursive: true }));

const names = async (): Promise<readonly string[]> => (await readdir(dir)).filter((name) => name !== '.git').sort();
const WRITTEN = ['.github', '.gitignore', '.mcp.json', 'plimsoll.yaml', 'server.js', 'smoke.mjs'];

describe('plimsoll init', () => {
  it('shows the diff and writes nothing where nobody can be asked', async () => {
    const { exit, out } = await plimsoll(dir, 'init', '-o', 'json');

    const document = JSON.parse(out);
    expect(exit).toBe(0);
    expect(document.next).toEqual([{ command: 'plimsoll init --write', why: expect.any(String) }]);
    expect(
      document.data.files.map(({ path, state, written }: Record<string, unknown>) => [path, state, written]),
    ).toEqual(
      ['plimsoll.yaml', 'smoke.mjs', '.gitignore', '.mcp.json', '.github/workflows/plimsoll.yml'].map((path) => [
        path,
        'new',
        false,
      ]),
    );
    expect(document.data.files[0].diff).toContain('+version: 1');
    expect(await names()).toEqual(['server.js']);
  });

  it('writes what is new with --write, once, and what it wrote is a good configuration', async () => {
    const first = await plimsoll(dir, 'init', '--write');
    const checked = await plimsoll(dir, 'config', 'check');
    const second = await plimsoll(dir, 'init', '--write');

    expect([first.exit, checked.exit, second.exit]).toEqual([0, 0, 0]);
    expect(await names()).toEqual(WRITTEN);
    expect(second.out).toContain('nothing to write');
  });

  it('leaves alone a file that differs, unless it is forced', async () => {
    await writeFile(join(dir, 'plimsoll.yaml'), '# mine\n');

    const kept = await plimsoll(dir, 'init', '--write');
    const text = await readFile(join(dir, 'plimsoll.yaml'), 'utf8');
    await plimsoll(dir, 'init', '--write', '--force');

    expect(kept.out).toContain('plimsoll.yaml is there and differs: left alone');
    expect(text).toBe('# mine\n');
    expect(await readFile(join(dir, 'plimsoll.yaml'), 'utf8')).toContain('version: 1');
  });

  it('asks at a terminal, and only a typed yes writes', async () => {
    const no = await atTerminal({ dir, env: {} }, ['init'], [['Type yes to write', 'y\r']]);
    const between = await names();
    const yes = await atTerminal({ dir, env: {} }, ['init'], [['Type yes to write', 'yes\r']]);

    expect(no.seen).toContain('nothing written');
    expect(between).toEqual(['server.js']);
    expect([no.exit, yes.exit]).toEqual([0, 0]);
    expect(yes.seen).toContain('+version: 1');
    expect(await names()).toEqual(WRITTEN);
  });

  it.each([
    ['container', 4, 'not-built-yet'],
    ['kubernetes', 4, 'not-built-yet'],
    ['other', 2, 'preset-unknown'],
  ])('refuses the preset %s', async (preset, code, problem) => {
    const { exit, out } = await plimsoll(dir, 'init', '--preset', preset, '-o', 'json');

    expect(exit).toBe(code);
    expect(JSON.parse(out).errors).toMatchObject([{ code: problem }]);
  });

  it('refuses a folder with nothing to start', async () => {
    await rm(join(dir, 'server.js'));

    const { exit, out } = await plimsoll(dir, 'init', '-o', 'json');

    expect(exit).toBe(4);
    expect(JSON.parse(out).errors).toMatchObject([{ code: 'nothing-to-start' }]);
  });
});
