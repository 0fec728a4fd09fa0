import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controlPlaneClient } from '../../src/api/client.ts';
import { overSocket } from '../../src/cli/connect.ts';
import { DemoApprover } from '../../src/cli/demo/approver.ts';
import type { Document } from '../../src/cli/outcome.ts';
import { stopDemoSites } from '../../src/compose/stop-sites.ts';
import { Counter } from './world/counter.ts';
import { build, MAIN_FILE } from './world/program.ts';
import { stillRunning } from './world/world.ts';

let root: string;
/** Folders in which a control plane may have been started. */
const used = new Set<string>();

beforeAll(async () => {
  await build();
  root = await mkdtemp(join(tmpdir(), 'plimsoll-errors-'));
});

afterAll(async () => {
  for (const dir of used) {
    await run(dir, ['down', '--force-leave']);
    await stopDemoSites(join(dir, '.plimsoll')).catch(() => []);
  }
  const left = await stillRunning(root);
  await rm(root, { recursive: true, force: true });
  expect(left).toEqual([]);
});

async function folder(name: string): Promise<string> {
  const dir = join(root, name);
  await mkdir(dir, { recursive: true });
  used.add(dir);
  return dir;
}

async function run(dir: string, args: readonly string[], env: Record<string, string> = {}) {
  const ran = await execa(process.execPath, [MAIN_FILE, ...args], { cwd: dir, env, reject: false, stdin: 'ignore' });
  return { exit: ran.exitCode ?? -1, out: ran.stdout, err: ran.stderr };
}

async function documentFrom(dir: string, args: readonly string[], env: Record<string, string> = {}): Promise<Document> {
  const ran = await run(dir, [...args, '-o', 'json'], env);
  const document = JSON.parse(ran.out) as Document;
  expect(document).toMatchObject({ schema: 'plimsoll/v1', exit: ran.exit, ok: ran.exit === 0 });
  return document;
}

const git = (dir: string, ...args: readonly string[]) =>
  execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', '-C', dir, ...args]);

/** Takes a loopback port until it is closed. */
async function taken(): Promise<{ readonly port: number; readonly server: Server }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it has no port');
  return { port: address.port, server };
}

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
    const text = await run(root, args);

    expect(text).toMatchObject({ exit: 2, out: '' });
    expect(text.err).toMatch(/^error\[usage\] [^\n]+\n next: [^\n]+$/);
    expect(text.err).toContain(message);
    expect(text.err).toContain(`\n next: ${remedy}`);
  });

  it.each([[['depoly', '--json']], [['depoly', '-ojson']], [['--output=json', 'status', '--bogus']], [['--json']]])(
    '%j is one JSON document all the same',
    async (args) => {
      const ran = await run(root, args);

      expect(JSON.parse(ran.out)).toMatchObject({ ok: false, exit: 2, errors: [{ code: 'usage' }] });
      expect(ran.err).toBe('');
    },
  );

  it('names the variable when the form to print in came from the environment', async () => {
    const ran = await run(root, ['verify'], { PLIMSOLL_OUTPUT: 'xml' });

    expect(ran.exit).toBe(2);
    expect(ran.err).toContain('PLIMSOLL_OUTPUT');
  });

  it.each([[['-h']], [['deploy', '--help']], [['status', '--bogus', '-h']], [['-o', 'xml', 'config', '-h']]])(
    '%j is help, on stdout, with exit 0',
    async (args) => {
      const ran = await run(root, args);

      expect(ran).toMatchObject({ exit: 0, err: '' });
      expect(ran.out).toContain('Usage: plimsoll');
    },
  );

  it('with no words at all says three that are worth typing, in at most eight lines', async () => {
    const ran = await run(root, []);

    expect(ran).toMatchObject({ exit: 0, err: '' });
    expect(ran.out.split('\n').length).toBeLessThanOrEqual(8);
    expect(ran.out.match(/^ {2}plimsoll /gm)).toHaveLength(3);
  });

  it('is no failure when whoever reads the output leaves early', async () => {
    const script = '{ "$0" "$1" config schema; echo "exit $?" >&2; } | head -c 1';

    const ran = await execa('sh', ['-c', script, process.execPath, MAIN_FILE], { cwd: root, reject: false });

    expect(ran.stdout).toBe('{');
    expect(ran.stderr).toBe('exit 0');
  });
});

it.each([[['config', 'schema']], [['status', '--help']]])(
  '%j on a full disk says so in a line, and exits with 1',
  async (args) => {
    const script = '"$0" "$@" >/dev/full';

    const ran = await execa('sh', ['-c', script, process.execPath, MAIN_FILE, ...args], { cwd: root, reject: false });

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
    const bin = join(root, 'bin');
    await mkdir(bin);
    await symlink(process.execPath, join(bin, 'node'));
    await run(dir, ['down']);

    const ran = await documentFrom(dir, ['plan'], { PATH: bin });

    await run(dir, ['down']);
    expect(ran).toMatchObject({ exit: 4, errors: [{ code: 'world-failed' }] });
    expect(ran.errors[0]?.message).toContain('install git');
  });
});

describe('a machine that is in the way', () => {
  it('gives the page the next free port, says it, and keeps it', async () => {
    const dir = await folder('port');
    const { port, server } = await taken();
    await mkdir(join(dir, '.plimsoll'), { mode: 0o700 });
    await writeFile(join(dir, '.plimsoll', 'http-port'), String(port));

    const started = await run(dir, ['status']);
    const page = /page http:\/\/localhost:(\d+)/.exec(started.err)?.[1];
    server.close();
    await run(dir, ['down']);
    const again = await run(dir, ['status']);

    expect(started.exit).toBe(0);
    expect(Number(page)).toBeGreaterThan(port);
    expect(again.err).toContain(`page http://localhost:${page} `);
  });

  it('finds another place for a socket whose path would be too long', async () => {
    const dir = await folder(join('deep', ...Array.from({ length: 6 }, () => 'a-folder-with-a-long-name')));

    const ran = await documentFrom(dir, ['status']);
    const socket = await readFile(join(dir, '.plimsoll', 'control.sock.path'), 'utf8');

    expect(ran.exit).toBe(0);
    expect(socket.length).toBeLessThanOrEqual(100);
    expect(socket.startsWith(dir)).toBe(false);
    expect((await documentFrom(dir, ['verify'])).exit).toBe(0);
  });

  it('has a file where the state folder should be', async () => {
    const dir = await folder('file-for-state');
    await writeFile(join(dir, '.plimsoll'), 'not a folder');

    for (const command of ['status', 'serve']) {
      const ran = await documentFrom(dir, [command]);
      expect(ran.exit).toBe(4);
      expect(ran.errors[0]?.code).toMatch(/^state-/);
      expect(ran.errors[0]?.remedy).not.toBe('');
    }
    expect(await readFile(join(dir, '.plimsoll'), 'utf8')).toBe('not a folder');
  });

  it('has an altered record: 13, the entry is named, and no control plane starts on it', async () => {
    const dir = await folder('altered');
    await run(dir, ['status']);
    await run(dir, ['down']);
    const file = join(dir, '.plimsoll', 'journal', 'journal.db');
    const bytes = await readFile(file);
    const at = bytes.indexOf('ControlPlaneStarted');
    bytes.writeUInt8(bytes.readUInt8(at + 1) ^ 1, at + 1);
    await writeFile(file, bytes);

    for (const command of ['serve', 'status', 'deploy']) {
      const ran = await documentFrom(dir, [command]);
      expect(ran).toMatchObject({ exit: 13, errors: [{ code: 'journal-altered' }] });
      expect(ran.errors[0]?.message).toMatch(/altered at entry \d+/);
    }
    expect(await documentFrom(dir, ['verify'])).toMatchObject({ exit: 13, errors: [{ code: 'record-altered' }] });
  });

  it('tells a deployment whose router finds its port taken, and keeps it waiting', async () => {
    const dir = await folder('router-port');
    const { port, server } = await taken();
    const counter = await Counter.create(dir);
    await counter.release('1.0.0');
    const file = join(dir, 'plimsoll.yaml');
    const text = (await readFile(file, 'utf8')).replace(
      'router: { type: embedded }',
      `router: { type: embedded, listen: "localhost:${port}" }`,
    );
    await writeFile(file, text);
    git(dir, 'commit', '--quiet', '--all', '--message', 'A port of its own');
    await run(dir, ['status']);
    const socket = await readFile(join(dir, '.plimsoll', 'control.sock.path'), 'utf8');
    const plane = controlPlaneClient(overSocket(socket));
    const approver = new DemoApprover();
    await approver.enrol(plane, file);
    const waiting = await documentFrom(dir, ['deploy', '--no-wait']);
    const { id } = waiting.data as { readonly id: string };
    await approver.answer(plane, id, 'production-promotion', 'approve', 'a test');

    const left = await documentFrom(dir, ['watch', id, '--timeout', '4s']);

    server.close();
    expect(left).toMatchObject({ exit: 124, phase: 'queued' });
    expect(left.waiting?.for).toContain(`port ${port} on 127.0.0.1 is in use`);
    await documentFrom(dir, ['abort', id, '--reason', 'the end of the test']);
  });
});
