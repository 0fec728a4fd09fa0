import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandFolders, documentFrom, run } from './world/command-folders.ts';
import { Counter } from './world/counter.ts';
import { MAIN_FILE } from './world/program.ts';

const folders = new CommandFolders();
const { folder } = folders;
beforeAll(folders.start);
afterAll(folders.stop);

describe('a command line that is not understood', () => {
  it.each([
    [['depoly'], 'Did you mean deploy?', 'plimsoll deploy --help'],
    [['approver', 'lst'], 'Did you mean list?', 'plimsoll approver list --help'],
    [['status', '--bogus'], "unknown option '--bogus'", 'plimsoll status --help'],
    [['approve'], "missing required argument 'id'", 'plimsoll approve --help'],
    [['approver', 'add', '--key'], '--name', 'plimsoll approver add --help'],
    [['approver'], 'needs a command: add, list', 'plimsoll approver --help'],
    [['status', 'dep_1', 'dep_2'], 'too many arguments', 'plimsoll status --help'],
    [['--timeout', 'soon', 'status'], 'soon is no value of --timeout', 'write a duration such as 90s'],
    [['serve', '--port', 'http'], '1 to 65535', 'plimsoll serve --help'],
    [['-o', 'xml', 'status'], 'text, json, ndjson', 'plimsoll status --help'],
  ])('%j is an error of the one shape, with what to do next', async (args, message, remedy) => {
    const text = await run(folders.root, args);

    expect(text).toMatchObject({ exit: 2, out: '' });
    expect(text.err).toMatch(/^error\[usage\] [^\n]+\n next: [^\n]+$/);
    expect(text.err).toContain(message);
    expect(text.err).toContain(`\n next: ${remedy}`);
  });

  it.each([[['depoly', '--json']], [['depoly', '-ojson']], [['--output=json', 'status', '--bogus']], [['--json']]])(
    '%j is one JSON document all the same',
    async (args) => {
      const ran = await run(folders.root, args);

      expect(JSON.parse(ran.out)).toMatchObject({ ok: false, exit: 2, errors: [{ code: 'usage' }] });
      expect(ran.err).toBe('');
    },
  );

  it('names the variable when the form to print in came from the environment', async () => {
    const ran = await run(folders.root, ['verify'], { PLIMSOLL_OUTPUT: 'xml' });

    expect(ran.exit).toBe(2);
    expect(ran.err).toContain('PLIMSOLL_OUTPUT');
  });

  it.each([[['-h']], [['deploy', '--help']], [['status', '--bogus', '-h']], [['-o', 'xml', 'config', '-h']]])(
    '%j is help, on stdout, with exit 0',
    async (args) => {
      const ran = await run(folders.root, args);

      expect(ran).toMatchObject({ exit: 0, err: '' });
      expect(ran.out).toContain('Usage: plimsoll');
    },
  );

  it('with no words at all says three that are worth typing, in at most eight lines', async () => {
    const ran = await run(folders.root, []);

    expect(ran).toMatchObject({ exit: 0, err: '' });
    expect(ran.out.split('\n').length).toBeLessThanOrEqual(8);
    expect(ran.out.match(/^ {2}plimsoll /gm)).toHaveLength(3);
  });

  it('is no failure when whoever reads the output leaves early', async () => {
    const script = '{ "$0" "$1" config schema; echo "exit $?" >&2; } | head -c 1';

    const ran = await execa('sh', ['-c', script, process.execPath, MAIN_FILE], { cwd: folders.root, reject: false });

    expect(ran.stdout).toBe('{');
    expect(ran.stderr).toBe('exit 0');
  });
});

it.each([[['config', 'schema']], [['status', '--help']]])(
  '%j on a full disk says so in a line, and exits with 1',
  async (args) => {
    const script = '"$0" "$@" >/dev/full';

    const ran = await execa('sh', ['-c', script, process.execPath, MAIN_FILE, ...args], {
      cwd: folders.root,
      reject: false,
    });

    expect(ran.exitCode).toBe(1);
    expect(ran.stderr).toMatch(/^error\[output-unwritable\] .*ENOSPC.*\n next: .*plimsoll status$/);
  },
);

it('in an empty folder the way on is to begin', async () => {
  const ran = await documentFrom(await folder('nothing-here'), ['config', 'check']);

  expect(ran).toMatchObject({ exit: 3, errors: [{ code: 'config-missing' }], next: [{ command: 'plimsoll init' }] });
});

describe('a configuration that is wrong', () => {
  it('is told whole: every problem with place, line, caret and remedy', async () => {
    const dir = await folder('two-problems');
    await writeFile(
      join(dir, 'plimsoll.yaml'),
      `version: 1
unit: { name: shop, tier: critical }
artifacts: [{ name: app, type: files, path: app }]
rollback: { error_rate: 2, health_timeout: 10, deployment_timeout: 1h }
checkpoints: { production_promotion: { approvers: [person:owner], count: 1 } }
environments:
  staging: { target: { type: process, command: [node, s.js] }, validate: { smoke: { run: node t.js } } }
`,
    );

    const text = await run(dir, ['config', 'check']);
    const document = await documentFrom(dir, ['config', 'check']);

    expect(text.exit).toBe(3);
    expect(document.errors.length).toBeGreaterThanOrEqual(2);
    expect(text.err.match(/^error\[[a-z-]+\] .+ {7}plimsoll\.yaml:\d+:\d+$/gm)?.length).toBe(document.errors.length);
    expect(text.err.match(/^ +\| +\^+$/gm)?.length).toBe(document.errors.length);
    expect(new Set(document.errors.map((error) => error.line))).toEqual(new Set([4, 7]));
  });

  it.each([
    ['a tab', 'version: 1\n\tunit: x\n'],
    ['a key twice', 'version: 1\nversion: 1\n'],
    ['an alias', 'version: &v 1\nunit: *v\n'],
    ['no map', '- 1\n'],
    ['nothing', ''],
  ])('%s in the file is a problem, not a crash', async (name, text) => {
    const dir = await folder(`yaml-${name.replaceAll(' ', '-')}`);
    await writeFile(join(dir, 'plimsoll.yaml'), text);

    const document = await documentFrom(dir, ['config', 'check']);

    expect(document.exit).toBe(3);
    expect(document.errors.every((error) => error.remedy !== '' && error.code !== 'bug')).toBe(true);
  });

  it.each([
    ['is missing', async () => undefined],
    ['is a folder', (file: string) => mkdir(file)],
    ['is no text', (file: string) => writeFile(file, Buffer.from([0xff, 0xfe, 0x00, 0xd8]))],
  ])('that %s is refused by the control plane just so', async (name, make) => {
    const dir = await folder(`file-${name.replaceAll(' ', '-')}`);
    await make(join(dir, 'plimsoll.yaml'));

    const [check, plan] = [await documentFrom(dir, ['config', 'check']), await documentFrom(dir, ['plan'])];

    expect([check.exit, plan.exit]).toEqual([3, 3]);
    expect(plan.errors[0]?.code).toBe(check.errors[0]?.code);
  });
});

describe('a repository that cannot be shipped', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await folder('counter');
    const counter = await Counter.create(dir);
    await counter.release('1.0.0');
  });

  it('has no such reference', async () => {
    const ran = await documentFrom(dir, ['plan', '--reference', 'nowhere']);

    expect(ran).toMatchObject({ exit: 4, errors: [{ code: 'world-failed' }] });
    expect(ran.errors[0]?.message).toContain('nowhere');
  });

  it('has uncommitted changes, which --dirty puts into the plan', async () => {
    await writeFile(join(dir, 'note.txt'), 'x');
    const refused = await documentFrom(dir, ['plan']);
    const shown = await documentFrom(dir, ['plan', '--dirty']);
    await rm(join(dir, 'note.txt'));

    expect(refused).toMatchObject({ exit: 4, errors: [{ code: 'dirty-tree' }] });
    expect(refused.errors[0]?.remedy).toContain('--dirty');
    expect(shown.errors[0]?.code ?? 'fine').not.toBe('dirty-tree');
  });

  it('has no environment of that name', async () => {
    expect(await documentFrom(dir, ['plan', '-e', 'moon'])).toMatchObject({
      exit: 2,
      errors: [{ code: 'environment-unknown', remedy: 'Use one of: staging, production' }],
    });
    const near = await documentFrom(dir, ['plan', '-e', 'prodution']);
    expect(near.errors[0]?.message).toContain('(Did you mean production?)');
  });

  it('is none', async () => {
    const bare = await folder('no-repository');
    await writeFile(join(bare, 'plimsoll.yaml'), await readFile(join(dir, 'plimsoll.yaml')));

    const ran = await documentFrom(bare, ['plan']);

    expect(ran).toMatchObject({ exit: 4, errors: [{ code: 'world-failed' }] });
    expect(ran.errors[0]?.message).toContain('git init');
  });

  it('is out of reach without git', async () => {
    const bin = join(folders.root, 'bin');
    await mkdir(bin);
    await symlink(process.execPath, join(bin, 'node'));
    await run(dir, ['down']);

    const ran = await documentFrom(dir, ['plan'], { PATH: bin });

    await run(dir, ['down']);
    expect(ran).toMatchObject({ exit: 4, errors: [{ code: 'world-failed' }] });
    expect(ran.errors[0]?.message).toContain('install git');
  });
});
