import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { controlPlaneClient } from '../../src/api/client.ts';
import type { ControlPlane } from '../../src/api/control-plane.ts';
import type { DeploymentView } from '../../src/api/view.ts';
import { overSocket } from '../../src/cli/connect.ts';
import { EXAMPLES } from '../../src/cli/program/examples.ts';
import { stopSites } from '../../src/compose/stop-sites.ts';
import { atTerminal, type Step } from './world/at-terminal.ts';
import { Counter } from './world/counter.ts';
import { build, MAIN_FILE } from './world/program.ts';
import { Users } from './world/users.ts';
import { RouterWatch } from './world/watch-router.ts';
import { stillRunning } from './world/world.ts';

// Every example that help, reference and manual show is run here as it is written, in a story that gives it sense: a folder is set
// up, releases are shipped, held, taken back and explained. Nothing stands in for anything.

/** What this story has no place for, and the test that runs it. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  demo: 'demo.components.test.ts',
  'environment accept-drift': 'src/engine/environment.test.ts',
  'approver sign': 'approvers.components.test.ts',
  'approver revoke': 'approvers.components.test.ts',
  'approver recover': 'approvers.components.test.ts',
  'break-glass': 'src/server/break-glass.test.ts',
  'evidence sign': 'evidence.components.test.ts',
  login: 'passkey.components.test.ts',
  adopt: 'adopt.components.test.ts',
  'target test': 'target-test.components.test.ts',
  logout: 'passkey.components.test.ts',
};

/** A window that is far away: no deployment meets it, and without it production is protected less. */
const SALE = [
  'timezone: UTC',
  'lookahead: start',
  'windows:',
  '  - { name: sale, from: "2090-11-25T00:00", to: "2090-11-30T00:00" }',
];

let root: string;
let dir: string;
let env: Record<string, string>;
let counter: Counter;
let passphrase = '';
/** The deployment that the examples speak of. */
let id = '';
const ran = new Set<string>();

beforeAll(async () => {
  await build();
  root = await mkdtemp(join(tmpdir(), 'plimsoll-examples-'));
  dir = join(root, 'counter');
  const bin = join(root, 'bin');
  await mkdir(bin);
  await mkdir(join(root, '.config', 'fish', 'completions'), { recursive: true });
  await writeFile(join(bin, 'plimsoll'), `#!/bin/sh\nexec '${process.execPath}' '${MAIN_FILE}' "$@"\n`);
  await chmod(join(bin, 'plimsoll'), 0o755);
  const author = { GIT_AUTHOR_NAME: 'Test', GIT_AUTHOR_EMAIL: 'test@localhost' };
  const committer = { GIT_COMMITTER_NAME: 'Test', GIT_COMMITTER_EMAIL: 'test@localhost' };
  env = {
    PATH: `${bin}:${process.env.PATH ?? ''}`,
    HOME: root,
    XDG_CONFIG_HOME: join(root, '.config'),
    ...author,
    ...committer,
  };
  counter = await Counter.create(dir);
  await release('1.0.0', '2s', SALE);
});

afterAll(async () => {
  await sh('plimsoll down --force-leave');
  await stopSites(join(dir, '.plimsoll'), () => true);
  const left = await stillRunning(root);
  await rm(root, { recursive: true, force: true });
  expect(left).toEqual([]);
});

/** Commits a release that a person, and nobody's demo, must approve. */
async function release(version: string, stage = '2s', blackouts?: readonly string[]): Promise<void> {
  const stages = [{ weight: '20%', duration: stage }];
  await counter.release(version, {}, { stages, ...(blackouts === undefined ? {} : { blackouts }) });
  const file = join(dir, 'plimsoll.yaml');
  const written = (await readFile(file, 'utf8'))
    .replaceAll('person:demo', 'person:owner')
    .replace('path: app }', 'path: app, sbom: cyclonedx }');
  // Stages of two seconds prove nothing: said in the plan, or it is refused.
  await writeFile(file, `${written}verdict: { underpowered: accept }\n`);
  await sh(`git commit --quiet --all --amend --no-edit && git tag --force v${version}`);
}

/** Runs a script where nobody sits at a terminal. */
async function sh(script: string, more: { readonly cwd?: string } = {}) {
  const { exitCode, stdout, stderr } = await execa('bash', ['-c', script], {
    cwd: more.cwd ?? dir,
    env,
    reject: false,
    stdin: 'ignore',
  });
  return { exitCode, stdout, stderr };
}

/** The example of a command that holds this text, with the id of the deployment in its place. */
function exampleWith(name: string, text: string): string {
  const all = EXAMPLES[name] ?? [];
  const found = all.find(({ line }) => line === text) ?? all.find(({ line }) => line.includes(text));
  if (found === undefined) throw new Error(`${name} has no example with ${text}`);
  ran.add(found.line);
  return found.line.replaceAll('dep_…', id);
}

/** Runs an example as a shell would; fails with what was said when it ends otherwise. */
async function run(name: string, text = '', exit = 0, cwd = dir): Promise<string> {
  const line = exampleWith(name, text);
  const { exitCode, stdout, stderr } = await sh(line, { cwd });
  expect([line, exitCode, stdout, stderr]).toEqual([line, exit, stdout, stderr]);
  return stdout;
}

/** Runs all examples of these commands that were not run yet. */
async function runAll(...names: readonly string[]): Promise<void> {
  for (const name of names) {
    for (const { line } of EXAMPLES[name] ?? []) if (!ran.has(line)) await run(name, line);
  }
}

/** Runs an example where a person sits, and types what they type. */
async function runAtTerminal(name: string, text: string, steps: readonly Step[]): Promise<void> {
  const line = exampleWith(name, text);
  const words = (line.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ''));
  const { exit, seen } = await atTerminal({ dir, env }, words.slice(1), steps);
  expect([line, exit, seen]).toEqual([line, 0, seen]);
}

const signing = (): readonly Step[] => [['Passphrase of person:owner: ', `${passphrase}\r`]];
const approving = (): readonly Step[] => [['Type production', 'production\r'], ...signing()];

/** The control plane, past the command line: a process for each look would take the time of what is waited for. */
async function plane(): Promise<ControlPlane> {
  const socket = await readFile(join(dir, '.plimsoll', 'control.sock.path'), 'utf8');
  return controlPlaneClient(overSocket(socket.trim()));
}

async function view(): Promise<DeploymentView> {
  return (await plane()).get(id);
}

/** Waits until the deployment is as it is wanted. */
async function until(isSo: (view: DeploymentView) => boolean): Promise<void> {
  for (;;) {
    const now = await view();
    if (isSo(now)) return;
    if (now.over) throw new Error(`${id} ended as ${now.phase}: ${now.problem ?? ''}`);
    await wait(100);
  }
}

const inPhase = (phase: DeploymentView['phase']) => until((now) => now.phase === phase);
const idIn = (text: string): string => /dep_[0-9A-Z]{26}/.exec(text)?.[0] ?? '';

/** Opens a deployment of what is committed, while users come, and leaves it at the checkpoint. */
async function opened(): Promise<void> {
  const users = await usersOf();
  const { stdout } = await sh('plimsoll deploy --no-wait -o json');
  await users.leave();
  id = idIn(stdout);
  expect(stdout).toContain('"exit":6');
  await inPhase('awaiting-approval');
}

it('a folder is set up and looked at', async () => {
  const fresh = join(root, 'fresh');
  await mkdir(fresh);
  await writeFile(join(fresh, 'package.json'), JSON.stringify({ name: 'fresh', scripts: { start: 'node server.js' } }));
  await writeFile(join(fresh, 'server.js'), '');
  await sh('git init --quiet', { cwd: fresh });

  const shown = await run('init', 'plimsoll init', 0, fresh);
  await run('init', '--write', 0, fresh);

  expect(shown).toContain('plimsoll.yaml');
  expect(await readFile(join(fresh, 'plimsoll.yaml'), 'utf8')).toContain('version: 1');
  await runAll('config check', 'config show', 'completion');
  await run('config schema', '', 0, root);
  expect(JSON.parse(await readFile(join(root, 'plimsoll.schema.json'), 'utf8'))).toHaveProperty('properties');
});

it('a person is enrolled, and then nothing is missing', async () => {
  const learn = (seen: string): string => {
    passphrase = /Write it down:\s+(\S[^\r\n]*)/.exec(seen)?.[1]?.trim() ?? '';
    return `${passphrase}\r`;
  };

  await runAtTerminal('approver add', '--key', [['Type it again: ', learn]]);

  expect(await run('approver list')).toContain('person:owner');
  await runAll('doctor', 'plan');
});

it('a control plane runs in a terminal until it is told to stop', async () => {
  const line = exampleWith('serve', '--port');
  const folder = join(root, 'served');
  await mkdir(folder);

  const serving = execa('bash', ['-c', `exec ${line}`], { cwd: folder, env, reject: false });
  let isOver = false;
  void serving.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await sh('plimsoll down', { cwd: folder });
    await wait(100);
  }

  expect((await serving).exitCode).toBe(0);
});

it('the first release is shipped by a program and a person together', async () => {
  id = idIn(await run('deploy', '--wait-for staging'));
  await run('deploy', '--no-wait', 6);
  await runAtTerminal('approve', '', approving());
  await inPhase('baking');
  const users = await usersOf();
  await run('watch', 'dep_…');
  await users.leave();

  expect((await view()).phase).toBe('completed');
});

it('what was shipped is looked at, and its record recomputed', async () => {
  const feed = exampleWith('events', 'ndjson').replace(/--from \d+/, '--from 1');
  // The feed has no end of its own.
  const { stdout, exitCode } = await sh(`${feed} --timeout 3s`);
  const types = stdout.split('\n').map((line) => (JSON.parse(line) as { readonly type: string }).type);

  expect(exitCode).toBe(124);
  expect(types).toContain('ProductionDeployed');
  expect(types.at(-1)).toBe('result');
  await runAll('status', 'history', 'logs', 'events', 'report', 'report render', 'verify');
  await runAll('artifact show', 'artifact provenance', 'artifact sbom', 'evidence check', 'prune');
  await runAll('whoami', 'prompt', 'mcp', 'mcp install', 'token create', 'token list');
  const tokens = JSON.parse((await sh('plimsoll token list -o json')).stdout) as {
    readonly data: { readonly tokens: readonly { readonly id: string }[] };
  };
  const revoking = exampleWith('token revoke', 'tok_…').replace('tok_…', tokens.data.tokens[0]?.id ?? '');
  expect((await sh(revoking)).exitCode).toBe(0);
  await runAll('gate test', 'metrics read');
  await runAll('notify list', 'notify replay', 'dashboard', 'page');
  await run('notify test', 'plimsoll notify test');
  // Nobody is told in Slack here.
  await run('notify test', 'slack', 2);
  await runAll('blackout list', 'blackout check', 'blackout explain');
});

it('an environment is held, and let go by an approver', async () => {
  await runAll('environment list', 'environment show');
  await run('environment hold');
  await runAtTerminal('environment release', '', approving());

  expect(await run('environment show')).not.toContain('an audit');
});

it('what protects production is changed by a signature, and by nothing else', async () => {
  await release('1.1.0');

  expect(await run('policy diff')).toContain('sale');
  expect((await sh('plimsoll deploy --no-wait')).exitCode).toBe(4);
  await runAtTerminal('policy adopt', '', approving());
  expect((await sh('plimsoll policy diff -o json')).stdout).toContain('"changes":[]');
});

it('rules are tried on what is recorded and imagined, without anything live', async () => {
  const examples = join(import.meta.dirname, '../../examples');
  const replay = join(root, 'replay');
  const stories = join(root, 'stories');
  await cp(join(examples, 'replay'), replay, { recursive: true });
  await cp(join(examples, 'stories'), stories, { recursive: true });
  await cp(join(replay, 'errors-after-5-min.ndjson'), join(replay, 'measurements.ndjson'));

  await run('gate replay', '--samples measurements', 0, replay);
  await run('gate replay', '--expect fail', 0, replay);
  await run('simulate', '', 0, stories);
});

it('a release is held, resumed, taken back and explained', async () => {
  await release('2.0.0', '4m');
  const users = await usersOf();
  const deploying = atTerminal({ dir, env }, exampleWith('deploy', 'plimsoll deploy').split(' ').slice(1), []);
  id = await newest();
  await inPhase('awaiting-approval');
  await atTerminal({ dir, env }, ['approve', id], approving());
  await inPhase('rolling-out');
  await until((now) => now.traffic !== null);
  const watching = sh(exampleWith('watch', 'plimsoll watch'));
  await run('hold');
  await run('resume');
  await run('rollback');
  await users.leave();

  expect((await deploying).exit).toBe(8);
  expect((await watching).exitCode).toBe(8);
  await writeFile(join(dir, 'incident.md'), 'What we know so far: somebody took it back.\n');
  await run('statement attach', '--incident');
  await runAtTerminal('decide', 'close', signing());
  expect((await view()).phase).toBe('closed');
});

it('a release is rejected, and another stopped before production', async () => {
  await release('2.1.0');
  await opened();
  await run('statement attach', 'cold starts');
  expect(await run('statement list')).toContain('| cold starts last 2 min');
  await runAtTerminal('reject', '', signing());
  expect((await view()).phase).toBe('rejected');

  await release('2.2.0');
  await opened();
  await run('abort');
  expect((await view()).phase).toBe('aborted');
});

it('metrics that say nothing are answered', async () => {
  await release('3.0.0');
  await opened();
  await atTerminal({ dir, env }, ['approve', id], approving());
  await until((now) => now.waiting?.for === 'ambiguous-metrics');
  await runAtTerminal('decide', 'extend', signing());
  await until((now) => now.waiting?.for === 'ambiguous-metrics');
  await run('decide', 'rollback');

  await inPhase('rolled-back');
  await writeFile(join(dir, 'incident.md'), 'Nobody came.');
  await run('statement attach', '--incident');
});

it('traffic is sent to stable at the router, past the control plane', async () => {
  expect(await run('router fallback')).toContain('all traffic to stable');
  await atTerminal({ dir, env }, ['decide', id, 'close', '--root-cause', 'nobody came'], signing());
});

it('the control plane is stopped, and then what it left serving', async () => {
  await run('down', 'plimsoll down');
  await run('down', '--all');
});

it('no example was left out', () => {
  const all = Object.entries(EXAMPLES).flatMap(([name, examples]) => examples.map(({ line }) => ({ name, line })));
  const left = all.filter(({ line }) => !ran.has(line));

  expect(left.filter(({ name }) => !Object.hasOwn(ELSEWHERE, name))).toEqual([]);
  expect(new Set(left.map(({ name }) => name))).toEqual(new Set(Object.keys(ELSEWHERE)));
});

async function usersOf(): Promise<Users> {
  const router = new RouterWatch(join(dir, '.plimsoll', 'sites', 'counter', 'production', 'router'));
  return new Users((await router.state()).address, 200);
}

/** The deployment that was opened last, once there is another than the one that is known. */
async function newest(): Promise<string> {
  for (;;) {
    const [last] = await (await plane()).list();
    if (last !== undefined && last.id !== id) return last.id;
    await wait(100);
  }
}
