import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, request as ask, createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchOnce } from '../../src/testing/conformance/http-load.ts';

// How much passing through the router costs: the same load on an instance directly and through the router, side by side and in
// turns, so that a busy machine slows both. Run it with  npx tsx bench/router/bench.ts

const require = createRequire(import.meta.url);
const SELF = fileURLToPath(import.meta.url);
const ROUTER = fileURLToPath(new URL('../../src/router/main.ts', import.meta.url));
const WITH_TSX = ['--import', require.resolve('tsx')];
const ROUNDS = 3;

interface Case {
  readonly name: string;
  readonly path: string;
  readonly connections: number;
  readonly requests: number;
  readonly post?: string;
  readonly cookie?: string;
}

const CASES: readonly Case[] = [
  { name: 'small answer, 1 connection', path: '/small', connections: 1, requests: 2_000 },
  { name: 'small answer, 64 connections', path: '/small', connections: 64, requests: 8_000 },
  { name: '1 KiB posted, 64 connections', path: '/small', connections: 64, requests: 6_000, post: 'x'.repeat(1024) },
  { name: '1 MiB answer, 16 connections', path: '/big', connections: 16, requests: 300 },
];

if (process.argv[2] === 'instance') serve();
else await main();

/** The instance: a process of its own. */
function serve(): void {
  const big = Buffer.alloc(1024 * 1024, 'x');
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    request.resume();
    request.on('end', () => response.end(request.url === '/big' ? big : 'ok'));
  });
  server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
}

async function main(): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'plimsoll-bench-'));
  const instance = fork(SELF, ['instance'], { execArgv: WITH_TSX });
  const router = spawn(process.execPath, [...WITH_TSX, ROUTER, '--dir', dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [{ port }] = (await once(instance, 'message')) as [{ port: number }];
    const direct = `http://127.0.0.1:${port}`;
    const through = await addressOf(router);
    await sendAllTo(direct, dir);
    console.log(
      `requests per second, median of ${ROUNDS} rounds in turns; capacity: per second of one core of the router\n`,
    );
    row('case', 'direct', 'router', 'ratio', 'capacity');
    for (const one of CASES) await compare(one, direct, through, router);
    await stickiness(direct, through, dir, router);
  } finally {
    for (const child of [router, instance]) await ended(child);
    await rm(dir, { recursive: true });
  }
}

async function compare(one: Case, direct: string, through: string, router: ChildProcess): Promise<void> {
  const plain: number[] = [];
  const routed: number[] = [];
  let used: number | undefined = 0;
  // The first round only warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    const atDirect = await load(one, direct);
    const before = await processorTime(router.pid);
    const atRouter = await load(one, through);
    const after = await processorTime(router.pid);
    if (round === 0) continue;
    plain.push(atDirect);
    routed.push(atRouter);
    used = before === undefined || after === undefined || used === undefined ? undefined : used + after - before;
  }
  const ratio = (median(routed) / median(plain)).toFixed(2);
  const capacity = used === undefined || used === 0 ? 'unknown' : ((one.requests * ROUNDS) / used).toFixed(0);
  row(one.name, median(plain).toFixed(0), median(routed).toFixed(0), ratio, capacity);
}

/** What it costs that users keep their side: the same router told so and told not, in turns. */
async function stickiness(direct: string, through: string, dir: string, router: ChildProcess): Promise<void> {
  const small = { name: '', path: '/small', connections: 64, requests: 8_000 };
  const ways = [
    { name: 'not sticky', sticky: 'none', load: small },
    { name: 'sticky, a new user each time', sticky: 'cookie', load: small },
    { name: 'sticky, returning users', sticky: 'cookie', load: { ...small, cookie: 'session=1; plimsoll_bucket=417' } },
  ];
  const speeds = ways.map((): number[] => []);
  const used = ways.map(() => 0);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [index, { sticky, load: asked }] of ways.entries()) {
      await sendAllTo(direct, dir, sticky);
      const before = await processorTime(router.pid);
      const speed = await load(asked, through);
      if (round === 0) continue;
      speeds[index]?.push(speed);
      used[index] = (used[index] ?? 0) + ((await processorTime(router.pid)) ?? 0) - (before ?? 0);
    }
  }
  console.log('\nstickiness: small answer over 64 connections, half of it to the candidate\n');
  row('case', 'requests/s', 'ratio', 'capacity');
  for (const [index, { name }] of ways.entries()) {
    const speed = median(speeds[index] ?? []);
    const spent = used[index] ?? 0;
    const capacity = spent === 0 ? 'unknown' : ((small.requests * ROUNDS) / spent).toFixed(0);
    row(name, speed.toFixed(0), (speed / median(speeds[0] ?? [])).toFixed(2), capacity);
  }
}

function row(name: string, ...columns: readonly string[]): void {
  console.log(name.padEnd(32) + columns.map((column) => column.padStart(12)).join(''));
}

/** Sends the requests of a case and gives how many were answered in a second. Anything but 200 ends the bench. */
async function load({ path, connections, requests, post, cookie }: Case, url: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const headers = cookie === undefined ? {} : { Cookie: cookie };
  const options = { agent, headers, method: post === undefined ? 'GET' : 'POST' };
  let left = requests;
  const began = performance.now();
  const user = async (): Promise<void> => {
    while (left-- > 0) {
      const { status } = await fetchOnce(url + path, options, post);
      if (status !== 200) throw new Error(`${url}${path} answered ${status}`);
    }
  };
  await Promise.all(Array.from({ length: connections }, user));
  const seconds = (performance.now() - began) / 1000;
  agent.destroy();
  return requests / seconds;
}

/** The middle one of an odd number of values. */
function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** Seconds of processor time that a process has used; undefined where the system does not say. */
async function processorTime(pid: number | undefined): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields === undefined ? undefined : (Number(fields[11]) + Number(fields[12])) / 100;
}

async function addressOf(router: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of router.stdout ?? []) {
    text += String(chunk);
    const address = /serving on (\S+)\n/.exec(text)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error('the router did not start');
}

/** Sends everything to this address; where it is told whether users are sticky, half of it as the candidate's. */
async function sendAllTo(address: string, dir: string, sticky?: string): Promise<void> {
  const candidate = sticky === undefined ? [] : [{ id: 'b', address }];
  const traffic = { kind: 'split', candidate: sticky === undefined ? 0 : 500 };
  const change = { stable: [{ id: 'a', address }], candidate, traffic, sticky };
  const asked = { socketPath: join(dir, 'admin.sock'), path: '/members', method: 'POST' };
  const sending = ask(asked).end(JSON.stringify({ effect: `bench-${process.hrtime.bigint()}`, epoch: 1, change }));
  const [answer] = await once(sending, 'response');
  answer.resume();
  if (answer.statusCode !== 200) throw new Error(`the router answered ${answer.statusCode}`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const closed = once(child, 'exit');
  child.kill('SIGTERM');
  await closed;
}
