import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ControlPlaneHere } from './world/control-plane.ts';
import { KeyApprover } from './world/key-approver.ts';
import { build, plimsoll } from './world/program.ts';
import { eventOf, explain, ship } from './world/shipping.ts';
import { Users } from './world/users.ts';
import { stillRunning } from './world/world.ts';
import { Wrk } from './world/wrk.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const AUTHOR = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];

/** An edge with a real workerd for each track, in a process of its own. */
interface Edge {
  readonly process: ChildProcess;
  readonly admin: string;
  readonly users: string;
}

let root: string;
let dir: string;
let plane: ControlPlaneHere;
let production: Edge;
const edges: Edge[] = [];
const approver = new KeyApprover();
const git = (...args: readonly string[]) => execa('git', [...AUTHOR, '-C', dir, ...args]);
const worker = () => join(dir, 'worker', 'index.mjs');

async function startEdge(): Promise<Edge> {
  const child = spawn(process.execPath, ['edge.mjs'], { cwd: dir, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const edge = { process: child, ...(JSON.parse(line.toString('utf8')) as { admin: string; users: string }) };
  edges.push(edge);
  return edge;
}

async function release(version: string, change: (code: string) => string = (code) => code): Promise<void> {
  const code = await readFile(worker(), 'utf8');
  await writeFile(worker(), change(code.replace(/VERSION = '[^']*'/, `VERSION = '${version}'`)));
  await git('add', '--all');
  await git('commit', '--quiet', '--message', version);
}

/** Users are there while production is being judged; of a first release, from the moment that it serves. */
async function shipUnderUsers(from: 'DeploymentOpened' | 'ProductionDeployed' = 'DeploymentOpened') {
  let users: Users | undefined;
  const shipped = await ship(plane, approver, {
    onEvent: ({ type }) => {
      if (type === from) users = new Users(production.users, 20);
    },
  });
  await users?.leave();
  // How fast a machine is that runs all of this is no matter here: what counts is what was answered.
  const answered = (users?.failures ?? []).filter(({ what }) => /^\d+$/.test(what));
  return { ...shipped, failures: answered };
}

beforeAll(async () => {
  await build();
  root = await mkdtemp(join(tmpdir(), 'plimsoll-edge-'));
  dir = join(root, 'greeter');
  await cp(join(ROOT, 'examples', 'edge-worker'), dir, { recursive: true });
  // Where the example says `npm install miniflare`.
  await symlink(join(ROOT, 'node_modules'), join(dir, 'node_modules'));
  await writeFile(join(dir, '.gitignore'), 'node_modules\n');
  const staging = await startEdge();
  production = await startEdge();
  process.env.EDGE_STAGING = staging.admin;
  process.env.EDGE_PRODUCTION = production.admin;
  await git('init', '--quiet', '--initial-branch=main');
  await release('1.0.0');
  plane = await ControlPlaneHere.start(dir);
  await approver.enrol(plane.client);
});
afterAll(async () => {
  await plimsoll(dir, 'down', '--force-leave');
  for (const { process: child } of edges) {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
  }
  const left = await stillRunning(root);
  await rm(root, { recursive: true, force: true });
  expect(left).toEqual([]);
});

const seenByUsers = async () => (await fetch(production.users)).text();

it('a first worker is deployed to a real workerd, through staging and an approval', async () => {
  const { view, events, failures } = await shipUnderUsers('ProductionDeployed');

  expect(view.problem).toBeNull();
  expect(failures).toEqual([]);
  expect(view.phase).toBe('completed');
  expect(eventOf({ events }, 'ProductionDeployed')).toBeDefined();
  expect(await seenByUsers()).toBe('hello from 1.0.0\n');
});

it('a bad one gets a share, is judged by what the edge counted and taken back by itself; only its own answers failed', async () => {
  // Its smoke passes: it fails for the others only after some requests.
  await release('1.1.0', (code) =>
    code
      .replace('export default', 'let asked = 0;\nexport default')
      .replace(
        'return new Response(`hello',
        "if (asked++ > 20) return new Response('no', { status: 500, headers: { 'x-release': VERSION } });\n    return new Response(`hello",
      ),
  );

  const { id, view, events, failures } = await shipUnderUsers();

  expect(view.phase).toBe('rolled-back');
  expect(eventOf({ events }, 'TrafficShifted').traffic).toEqual({ kind: 'split', candidate: 200 });
  expect(eventOf({ events }, 'RollbackStarted').cause.kind).toMatch(/^(gate|trigger)$/);
  expect(new Set(failures.map(({ what, release: of }) => `${of} ${what}`))).toEqual(new Set(['1.1.0 500']));
  expect(await seenByUsers()).toBe('hello from 1.0.0\n');
  await explain(plane, approver, id);
});

it('a good one takes all traffic without one lost request, while users ask all the time', async () => {
  await release('1.2.0', (code) =>
    code.replace('let asked = 0;\n', '').replace(/if \(asked\+\+ > 20\)[^;]*;\n\s*/, ''),
  );
  expect(await readFile(worker(), 'utf8')).not.toContain('asked');
  const load = await Wrk.start(root, production.users);

  const { view, events } = await ship(plane, approver);

  const { requests, lost, refused } = await load.stop();
  const shares = events.flatMap((event) => (event.type === 'TrafficShifted' ? [event.traffic] : []));
  expect([view.phase, view.problem]).toEqual(['completed', null]);
  expect(shares).toContainEqual({ kind: 'split', candidate: 200 });
  expect(requests).toBeGreaterThan(500);
  expect([lost, refused]).toEqual([0, 0]);
  expect(await seenByUsers()).toBe('hello from 1.2.0\n');
});
