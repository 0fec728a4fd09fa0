import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { controlPlaneClient } from '../../src/api/client.ts';
import type { ControlPlane } from '../../src/api/control-plane.ts';
import { overSocket } from '../../src/cli/connect.ts';
import { DemoApprover } from '../../src/cli/demo/approver.ts';
import { stopDemoSites } from '../../src/compose.ts';
import { instant } from '../../src/core/kernel/instant.ts';
import { stillRunning } from '../e2e/world/world.ts';
import { canaries, LEAK, printedForms } from './canaries.ts';

// A real control plane, started from the sources: real processes, git, files. It takes its time.
const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const TSX = fileURLToPath(new URL('../../node_modules/tsx/dist/loader.mjs', import.meta.url));
const ALL = canaries(50);
const IN_ENV = ALL.slice(0, 25);
const IN_FILES = ALL.slice(25);
const BEARER = { name: 'BEARER', value: 'Bearer-canary/9+8"7\\6&5' };

let root: string;
let dir: string;
let serving: ChildProcess;
let printed = '';
let echo: Server;
let isLeaky = false;
let plane: ControlPlane;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'plimsoll-canaries-'));
  dir = join(root, 'unit');
  await mkdir(join(dir, 'app'), { recursive: true });
  await mkdir(join(root, 'kept'), { mode: 0o700 });
  for (const { name, value } of IN_FILES) await writeFile(join(root, 'kept', name), `${value}\n`, { mode: 0o600 });
  // What commands print: they find the values where a careless build finds them, in a file that it can read.
  await writeFile(join(root, 'kept', 'all.json'), JSON.stringify([...ALL, BEARER].map(({ value }) => value)));
  // A server that answers well until it is told to answer with what it was sent.
  echo = createServer((request, response) => {
    if (isLeaky) response.writeHead(403).end(JSON.stringify(request.headers));
    else response.end('{"track":"candidate","values":{"orders":5}}\n{"track":"stable","values":{"orders":5}}');
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  await write();
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'Begin');
  await start();
});

afterAll(async () => {
  await plane?.stop({ leave: false } as never).catch(() => undefined);
  serving?.kill('SIGTERM');
  await stopDemoSites(join(dir, '.plimsoll')).catch(() => undefined);
  echo?.close();
  await stillRunning(root);
  await rm(root, { recursive: true, force: true });
});

const git = (...args: readonly string[]) =>
  execa('git', [
    '-c',
    'user.name=Test',
    '-c',
    'user.email=t@localhost',
    '-c',
    'commit.gpgsign=false',
    '-C',
    dir,
    ...args,
  ]);

async function write(): Promise<void> {
  const all = join(root, 'kept', 'all.json');
  await writeFile(join(dir, '.gitignore'), '.plimsoll/\n');
  await writeFile(join(dir, 'app', 'leak.js'), LEAK);
  await writeFile(
    join(dir, 'app', 'server.js'),
    `const { leak } = require('./leak.js');
const names = Object.keys(process.env).filter((name) => name.startsWith('GIVEN_'));
void leak(names.map((name) => process.env[name])).then(() => console.log('all is said'));
require('node:http').createServer((_, response) => response.end(String(names.length))).listen(process.env.PORT, '127.0.0.1');
`,
  );
  await writeFile(
    join(dir, 'check.js'),
    `const { leak, valuesIn } = require('./app/leak.js');
const { writeFileSync } = require('node:fs');
const values = valuesIn(${JSON.stringify(all)});
const text = (value) => value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
const cases = values.map((value) => '<testcase name="' + text(value) + '"/>').join('');
writeFileSync('results.xml', '<testsuite name="' + text(values[0]) + '">' + cases + '</testsuite>');
void leak(values);
`,
  );
  const reference = (name: string) =>
    `{ secret: ${IN_FILES.some((one) => one.name === name) ? `"file:${join(root, 'kept', name)}"` : `env:${name}`} }`;
  const env = ALL.map(({ name }) => `GIVEN_${name}: ${reference(name)}`).join(', ');
  const url = `http://127.0.0.1:${(echo.address() as AddressInfo).port}/`;
  await writeFile(
    join(dir, 'plimsoll.yaml'),
    `version: 1
unit: { name: leaky, tier: critical }
artifacts: [{ name: app, type: files, path: app, run: "node check.js" }]
rollback: { error_rate: 60%, health_timeout: 20s, deployment_timeout: 10m, target_time: 10s }
checkpoints: { production_promotion: { approvers: [person:demo], count: 1 }, after_rollback: { approvers: [person:demo], count: 1 } }
metrics:
  sources: { echo: { type: http, url: "${url}", bearer: { secret: env:BEARER }, allow_private: [127.0.0.0/8] } }
  queries: { orders: { from: echo, better: higher, unit: orders, interval: 1s } }
environments:
  staging:
    demo: true
    target: { type: process, command: [node, server.js], grace: 2s, env: { ${env} } }
    validate: { smoke: { run: node check.js, timeout: 60s, junit: results.xml } }
  production:
    demo: true
    requires: staging
    target: { type: process, command: [node, server.js], grace: 2s, env: { ${env} } }
    rollout: { strategy: canary, stages: [{ weight: 50%, duration: 2s, gates: [error_rate < 10%] }, { weight: 100% }] }
    bake: { duration: 1h, gates: [error_rate < 10%] }
`,
  );
}

async function start(): Promise<void> {
  const env = { PATH: process.env.PATH ?? '', HOME: root, [BEARER.name]: BEARER.value };
  for (const { name, value } of IN_ENV) Object.assign(env, { [name]: value });
  serving = spawn(process.execPath, ['--import', TSX, MAIN, 'serve', '-C', dir], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [serving.stdout, serving.stderr]) stream?.on('data', (chunk) => (printed += String(chunk)));
  const pointer = join(dir, '.plimsoll', 'control.sock.path');
  for (;;) {
    if (serving.exitCode !== null) throw new Error(`no control plane: ${printed}`);
    const socket = (await readFile(pointer, 'utf8').catch(() => '')).trim();
    plane = controlPlaneClient(overSocket(socket));
    if (socket !== '' && (await plane.about().catch(() => undefined)) !== undefined) return;
    await pause(50);
  }
}

async function until(id: string, phases: readonly string[]): Promise<string> {
  for (let looks = 0; ; looks += 1) {
    const view = await plane.get(id);
    if (looks > 1_500) throw new Error(`still ${view.phase}`);
    if (phases.includes(view.phase)) return view.phase;
    if (view.over) throw new Error(`${view.phase}: ${JSON.stringify(view.problem)}`);
    await pause(100);
  }
}

/** Everything that is kept, but for what the unit's own commands wrote into their own trees. */
async function kept(): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const entry of await readdir(join(dir, '.plimsoll'), { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && entry.name !== 'results.xml') files.set(file, await readFile(file));
  }
  return files;
}

it('50 secrets that builds, checks, instances and servers print in every form stand in no file, answer, report or line of the log', async () => {
  const approver = new DemoApprover();
  const config = join(dir, 'plimsoll.yaml');
  const place = { config, environment: 'production' };
  await approver.enrol(plane, config);
  await approver.adopt(plane, place, instant(Date.now()));
  const { view } = await plane.open({ ...place, reference: 'HEAD', dirty: false, reason: 'a test' });
  await until(view.id, ['awaiting-approval']);
  const sheet = await plane.sheet(view.id, 'production-promotion');
  await approver.answer(plane, view.id, 'production-promotion', 'approve', 'a test');
  await until(view.id, ['baking', 'rolling-out']);
  isLeaky = true;
  const reading = await plane
    .readMetric({ ...place, metric: 'orders' } as never)
    .catch((error: unknown) => String(error));
  // The instance has printed all of it when it says so.
  const log = async () =>
    (await plane.logs(view.id, { environment: 'production', track: 'candidate', check: null, lines: 2_000 })).parts;
  while (!(await log()).some((part) => part.lines.some((line) => line.includes('all is said')))) await pause(200);
  await plane.ask(view.id, { kind: 'rollback', reason: 'a test' });
  await until(view.id, ['rolled-back']);
  const said: unknown[] = [
    ...[
      sheet,
      reading,
      await plane.get(view.id),
      await plane.list(),
      await plane.current(),
      await plane.environments(),
    ],
    ...[(await plane.events(view.id, 0, 0)).events, await plane.feed(0, 0), await log()],
    await plane.logs(view.id, { environment: 'staging', track: null, check: null, lines: 5_000 }),
    ...[
      await plane.report(view.id, 'staging'),
      await plane.report(view.id, 'plan'),
      await plane.report(view.id, 'post'),
    ],
    await plane.plan({ ...place, reference: 'HEAD', dirty: false } as never).catch((error: unknown) => String(error)),
  ];
  const places = new Map<string, Buffer>([
    ...(await kept()),
    ['what the API said', Buffer.from(JSON.stringify(said))],
    ['what it printed', Buffer.from(printed)],
  ]);

  const found = [...ALL, BEARER].flatMap(({ name, value }) =>
    Object.entries(printedForms(value)).flatMap(([form, text]) =>
      [...places].filter(([, bytes]) => bytes.includes(text)).map(([where]) => `${name} as ${form} in ${where}`),
    ),
  );

  expect(found).toEqual([]);
  expect(JSON.stringify(reading)).toContain('403');
  // The twin: they were given, printed, and hidden; and the plan tells their versions.
  const text = JSON.stringify(said);
  expect(text.split('[secret]').length).toBeGreaterThan(500);
  expect(text.split('"version":"v-').length).toBeGreaterThan(50);
  expect(places.size).toBeGreaterThan(20);
});
