import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { weight } from '../../src/core/kernel/weight.ts';
import { haproxyRouter } from '../../src/drivers/router/haproxy/index.ts';
import { realHaproxy } from '../../src/drivers/shared/haproxy/testing/real-haproxy.ts';
import type { Member } from '../../src/ports/traffic-router.ts';
import { fetchOnce } from '../../src/testing/conformance/http-load.ts';

// Shares that flip and members that are swapped while wrk asks as much as this machine gives: no request may be lost. Then shares that
// flip beside one user alone, who must meet the new share within 50 ms: under full load he would mostly wait for his turn on a core.
const REQUESTS = Number(process.env.PLIMSOLL_HAPROXY_REQUESTS ?? 300_000);
const FLIPS = 70;
const ROUND_SECONDS = 30;
const GOAL_MS = 50;
const CONNECTIONS = 32;

interface Instance {
  readonly member: Member;
  readonly server: Server;
}

/** An instance that answers with its letter. */
async function instance(id: string): Promise<Instance> {
  const server = createServer((request, response) => {
    request.resume();
    response.end(id);
  });
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { member: { id, address: `http://127.0.0.1:${port}` }, server };
}

/** What wrk counted in one round. */
interface Tally {
  readonly requests: number;
  readonly lost: number;
}

async function load(address: string): Promise<Tally> {
  const child = spawn('wrk', ['-t1', `-c${CONNECTIONS}`, `-d${ROUND_SECONDS}s`, '--timeout', '10s', address]);
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await once(child, 'exit');
  const requests = Number(/(\d+) requests in/.exec(text)?.[1] ?? Number.NaN);
  const refused = Number(/Non-2xx or 3xx responses: (\d+)/.exec(text)?.[1] ?? 0);
  const broken = /Socket errors: (.*)/.exec(text)?.[1]?.match(/\d+/g) ?? [];
  return { requests, lost: refused + broken.reduce((sum, one) => sum + Number(one), 0) };
}

const haproxy = await realHaproxy();
const [a, b, c, d] = await Promise.all(['a', 'b', 'c', 'd'].map(instance));
if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('no instances');
const router = haproxyRouter({
  ...{ socket: haproxy.socket, backend: 'checkout', address: null, files: haproxy.files, sticky: 'none' },
  ledger: join(haproxy.dir, 'effects.json'),
});
let effects = 0;
const effect = () => ({ id: `campaign-${++effects}`, epoch: 1, signal: AbortSignal.timeout(60_000) });
const split = (permille: number) => ({ kind: 'split' as const, candidate: weight(permille) ?? (0 as never) });
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const stable = new Set(['a', 'b']);

/** How long after a shift was asked for the other track answered, in milliseconds. */
async function flip(permille: 0 | 1000): Promise<number> {
  const begun = performance.now();
  const shifting = router.shift(split(permille), effect());
  for (;;) {
    const { body } = await fetchOnce(haproxy.address, { agent });
    if (stable.has(body) === (permille === 0)) break;
  }
  const shown = performance.now() - begun;
  await shifting;
  return shown;
}

const underLoad: number[] = [];
const alone: number[] = [];
const total = { requests: 0, lost: 0 };
let flips = 0;
let drains = 0;
await router.members({ stable: [a.member, b.member], candidate: [c.member, d.member], traffic: split(0) }, effect());
try {
  while (flips < FLIPS || total.requests < REQUESTS) {
    let isOver = false;
    const round = load(haproxy.address).finally(() => {
      isOver = true;
    });
    for (let turn = 0; turn < FLIPS && !isOver; turn++) {
      underLoad.push(await flip(flips % 2 === 0 ? 1000 : 0));
      flips += 1;
      await pause((ROUND_SECONDS * 1_000) / FLIPS / 2);
      await router.shift(split(300), effect());
      // An instance of each track leaves and comes back, as in a rolling change.
      await router.members({ stable: [a.member], candidate: [c.member] }, effect());
      await router.members({ stable: [a.member, b.member], candidate: [c.member, d.member] }, effect());
      drains += 2;
    }
    const { requests, lost } = await round;
    total.requests += requests;
    total.lost += lost;
  }
  await router.shift(split(0), effect());
  for (let turn = 0; turn < FLIPS; turn++) alone.push(await flip(turn % 2 === 0 ? 1000 : 0));
} finally {
  agent.destroy();
  await haproxy.stop();
  for (const { server } of [a, b, c, d]) server.close().closeAllConnections();
}

/** The value below which this share of all lies, in milliseconds. */
const atMost = (values: readonly number[], share: number): number =>
  values.toSorted((one, other) => one - other)[Math.ceil(share * values.length) - 1] ?? Number.NaN;
const figures = (values: readonly number[]): string =>
  [0.5, 0.99, 1].map((share) => `${atMost(values, share).toFixed(1)} ms`).join(' / ');

const isWhole = total.lost === 0 && total.requests >= REQUESTS;
const isQuick = atMost(alone, 1) <= GOAL_MS;
process.stdout.write(
  [
    `${isWhole ? 'ok  ' : 'FAIL'} ${total.requests} requests, ${total.lost} lost, over ${flips} flips and ${drains} drains`,
    `${isQuick ? 'ok  ' : 'FAIL'} a new share shows to one user after ${figures(alone)} (median / p99 / at most; goal ${GOAL_MS} ms)`,
    `     under full load after ${figures(underLoad)}`,
    '',
  ].join('\n'),
);
process.exitCode = isWhole && isQuick ? 0 : 1;
