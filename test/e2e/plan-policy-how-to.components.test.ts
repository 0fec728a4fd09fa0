import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Document } from '../../src/cli/outcome.ts';
import { stopSites } from '../../src/compose/stop-sites.ts';
import { freePort } from '../../src/drivers/shared/free-port.ts';
import { atTerminal, type Step } from './world/at-terminal.ts';
import { Counter } from './world/counter.ts';
import { blocksOf } from './world/how-to.ts';
import { build, MAIN_FILE } from './world/program.ts';
import { Users } from './world/users.ts';
import { stillRunning } from './world/world.ts';

const PAGE = new URL('../../docs/how-to/plan-and-policy.md', import.meta.url);
const AUTHOR = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];

let root: string;
let dir: string;
let env: Record<string, string>;
let passphrase = '';
let users: Users | undefined;

const wordOf = (seen: string): string => /Write it down:\s+(\S[^\r\n]*)/i.exec(seen)?.[1]?.trim() ?? '';
const signing = (): readonly Step[] => [
  ['Type production to go on: ', 'production\r'],
  ['Passphrase of person:owner: ', `${passphrase}\r`],
];

async function command(...args: readonly string[]): Promise<Document> {
  const ran = await execa(process.execPath, [MAIN_FILE, ...args, '-C', dir, '-o', 'json'], { env, reject: false });
  return JSON.parse(ran.stdout) as Document;
}

/** Makes the counter's environments real ones, with an approver who is a person and users who know the port. */
async function forReal(port: number): Promise<void> {
  const file = join(dir, 'plimsoll.yaml');
  const text = await readFile(file, 'utf8');
  const real = text.replaceAll('demo: true', 'demo: false').replaceAll('person:demo', 'person:owner');
  await writeFile(file, real.replace('type: embedded', `type: embedded, listen: "localhost:${port}"`));
  await execa('git', [...AUTHOR, '-C', dir, 'commit', '--quiet', '--all', '--message', 'For real']);
}

beforeAll(async () => {
  await build();
  root = await mkdtemp(join(tmpdir(), 'plimsoll-plan-'));
  dir = join(root, 'counter');
  const bin = join(root, 'bin');
  await mkdir(bin);
  await writeFile(join(bin, 'plimsoll'), `#!/bin/sh\nexec '${process.execPath}' '${MAIN_FILE}' "$@"\n`);
  await chmod(join(bin, 'plimsoll'), 0o755);
  env = {
    ...{ XDG_CONFIG_HOME: join(root, 'config'), PATH: `${bin}:${process.env.PATH ?? ''}` },
    ...{ GIT_AUTHOR_NAME: 'Test', GIT_AUTHOR_EMAIL: 'test@localhost' },
    ...{ GIT_COMMITTER_NAME: 'Test', GIT_COMMITTER_EMAIL: 'test@localhost' },
  };
  const counter = await Counter.create(dir);
  await counter.release('1.0.0', {}, { healthTimeout: '20s' });
  const port = await freePort();
  await forReal(port);
  await atTerminal(
    { dir, env },
    ['approver', 'add', '--key', '--name', 'owner'],
    [
      [
        'Type it again: ',
        (seen) => {
          passphrase = wordOf(seen);
          return `${passphrase}\r`;
        },
      ],
    ],
  );
  const first = await command('deploy', '--no-wait');
  const { id } = first.data as { readonly id: string };
  users = new Users(`http://localhost:${port}`, 100);
  await atTerminal({ dir, env }, ['approve', id], signing());
  expect(await command('watch', id, '--timeout', '4m')).toMatchObject({ exit: 0, phase: 'completed' });
  await writeFile(join(dir, 'app', 'release.json'), JSON.stringify({ version: '1.1.0' }));
  await execa('git', [...AUTHOR, '-C', dir, 'commit', '--quiet', '--all', '--message', 'Count faster']);
});

afterAll(async () => {
  await users?.leave();
  await command('down', '--force-leave');
  await stopSites(join(dir, '.plimsoll'), () => true);
  const left = await stillRunning(root);
  await rm(root, { recursive: true, force: true });
  expect(left).toEqual([]);
});

it('every block of the page about plans and policies works as it is written, in its order', async () => {
  const said: string[] = [];
  for (const { text, isForPerson, exit } of blocksOf(await readFile(PAGE, 'utf8'))) {
    if (isForPerson) {
      const words = [...text.trim().matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
      const { seen, exit: ended } = await atTerminal({ dir, env }, words.slice(1), signing());
      expect([text, ended, seen]).toEqual([text, exit, seen]);
      said.push(seen);
      continue;
    }
    const ran = await execa('sh', ['-c', text], { cwd: dir, env, reject: false, all: true });
    expect([text, ran.exitCode, ran.all]).toEqual([text, exit, ran.all]);
    said.push(ran.all);
  }

  expect(said).toHaveLength(9);
  const [
    looked = '',
    json = '',
    written = '',
    waiting = '',
    another = '',
    refused = '',
    diff = '',
    signed = '',
    after = '',
  ] = said;
  expect(looked).toMatch(/commits +[0-9a-f]{12} Test: Count faster/);
  expect(looked).toMatch(/strategy +canary: beside a full stable, in 3 stages: 20 %, 50 %, 100 %/);
  expect(looked).toMatch(/rollback +automatic back to .*the last rehearsal took/);
  expect(looked).toMatch(/approvers +1 of person:owner · could answer now: person:owner/);
  expect(looked).toMatch(/policy +version 1 in force, signed by person:owner/);
  expect(JSON.parse(json)).toMatchObject({ exit: 20, data: { changes: true, sealed: null } });
  expect(written).toMatch(/plan digest +sha256:[0-9a-f]{64}/);
  expect(waiting).toContain('awaiting-approval');
  expect(another).toMatch(/error\[plan-differs\].*release\.commit: planned [0-9a-f]{40}, now [0-9a-f]{40}/);
  expect(refused).toMatch(/error\[policy-weakened\].*rollback\.health_timeout: 20s → 1m \(weakens\)/);
  expect(diff).toMatch(/WEAKER +rollback\.health_timeout: 20s → 1m/);
  expect(signed).toContain('version 2');
  expect(after).toMatch(/policy +version 2 in force/);
});

it('the deployment of the file is the plan of the file, with its reason and ticket', async () => {
  const file = JSON.parse(await readFile(join(dir, '.plimsoll', 'plan.json'), 'utf8')) as { readonly digest: string };

  expect((await command('status')).data).toMatchObject({
    ...{ planDigest: file.digest, reason: 'faster checkout', ticket: 'PAY-12' },
  });
});

it('a plan file that is huge, missing or a folder is refused before it is read', async () => {
  await writeFile(join(dir, '.plimsoll', 'huge.json'), 'x'.repeat(300_000));

  expect(await command('deploy', '--plan', '.plimsoll/huge.json')).toMatchObject({
    exit: 4,
    errors: [{ code: 'plan-file-too-large' }],
  });
  for (const named of ['.plimsoll', 'nowhere.json'])
    expect(await command('deploy', '--plan', named)).toMatchObject({ exit: 2, errors: [{ code: 'file-unreadable' }] });
});

it('no policy is adopted without a terminal', async () => {
  const file = join(dir, 'plimsoll.yaml');
  await writeFile(file, (await readFile(file, 'utf8')).replace('health_timeout: 60s', 'health_timeout: 90s'));

  const refused = await command('policy', 'adopt', '--reason', 'x');
  expect(refused).toMatchObject({ exit: 12, errors: [{ code: 'no-terminal' }] });
  expect(await command('policy', 'diff')).toMatchObject({ exit: 0, data: { inForce: { version: 2 } } });
});
