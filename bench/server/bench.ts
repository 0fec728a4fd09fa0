/*
 * How long an event takes from the journal to the last of many readers of the stream, beside a bare loop that writes the same bytes
 * to as many sockets. Both are served by this process in turns, to readers in processes of their own.
 * Run with: npm run bench:server -- [READERS [EVENTS]]
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { LISTENER_LIMITS } from '../../src/server/listener/limits.ts';
import { listenOnLoopback } from '../../src/server/listening.ts';
import { eventFrame } from '../../src/server/sse/frames.ts';
import { STREAM_LIMITS } from '../../src/server/sse/limits.ts';
import { aControlPlane, HEADERS } from '../../test/api/control-plane.ts';

const READERS = Number(process.argv[2] ?? 1_000);
const EVENTS = Number(process.argv[3] ?? 200);
const BAR_MS = 100;
const BAR_RATIO = 1.5;
/** Between two events: each is told to the last reader before the next. */
const GAP_MS = 20;

/** What an event of a deployment weighs, in bytes of text. */
const TEXT = 'x'.repeat(300);

type Readers = { readonly process: ChildProcess; arrived(round: number): Promise<bigint> };

async function readers(port: number, kind: 'sse' | 'bare', head: string): Promise<Readers> {
  const child = fork(new URL('clients.ts', import.meta.url), [String(port), String(READERS), kind], {
    execArgv: process.execArgv,
    env: { ...process.env, STREAM_HEAD: head },
  });
  const waiting = new Map<number, (last: bigint) => void>();
  const ready = new Promise<void>((resolve) => {
    child.on('message', (said: 'ready' | { readonly round: number; readonly last: string }) => {
      if (said === 'ready') return resolve();
      waiting.get(said.round)?.(BigInt(said.last));
    });
  });
  await Promise.race([
    ready,
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`readers ended: ${code}`))),
  ]);
  return { process: child, arrived: (round) => new Promise((resolve) => waiting.set(round, resolve)) };
}

const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((one, other) => one - other)[Math.ceil((values.length - 1) * q)] ?? Number.NaN;

const limits = { ...STREAM_LIMITS, perPrincipal: READERS, inAll: READERS };
const here = await aControlPlane(limits);
const listener = await listenOnLoopback(here.app, 26_311, {
  ...LISTENER_LIMITS,
  waiting: READERS * 2,
  waitingPerAddress: READERS * 2,
});
const bareSockets: Socket[] = [];
const bare = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => undefined);
  bareSockets.push(socket);
});
bare.listen(0, '127.0.0.1');
await once(bare, 'listening');
const barePort = (bare.address() as { readonly port: number }).port;

const head = [
  'GET /api/v1/events HTTP/1.1',
  `Host: localhost:${listener.port}`,
  `Authorization: ${HEADERS.authorization}`,
  'Accept: text/event-stream\r\n\r\n',
].join('\r\n');
const streamed = await readers(listener.port, 'sse', head);
const written = await readers(barePort, 'bare', '');
while (here.parts.streams.open < READERS || bareSockets.length < READERS) await pause(10);

async function append(round: number): Promise<void> {
  await here.journal.append({
    writes: [
      {
        stream: 'deployment/dep_bench',
        expectedVersion: 'any',
        entries: [{ type: 'Bench', schema: 1, body: { text: TEXT, in: { bench: round } } }],
      },
    ],
    ...{ requestId: `bench/${round}`, epoch: 1, at: 0, steady: 0 },
    ...{ principal: { kind: 'system', name: 'engine' }, proof: 'none' },
  });
}

const ways = {
  stream: async (round: number): Promise<number> => {
    const arrived = streamed.arrived(round);
    const begun = process.hrtime.bigint();
    await append(round);
    return Number((await arrived) - begun) / 1e6;
  },
  bare: async (round: number): Promise<number> => {
    const line = { text: TEXT, in: { bench: round } };
    const event = {
      seq: round,
      version: round,
      time: new Date(0).toISOString(),
      type: 'Bench',
      principal: 'system:engine',
    };
    const arrived = written.arrived(round);
    const begun = process.hrtime.bigint();
    const bytes = eventFrame({ ...event, body: line, deployment: 'dep_bench', unit: '', environment: '' });
    for (const socket of bareSockets) socket.write(bytes);
    return Number((await arrived) - begun) / 1e6;
  },
};

const took = { stream: [] as number[], bare: [] as number[] };
const WARM = 20;
for (let round = 1; round <= EVENTS + WARM; round += 1) {
  for (const way of round % 2 === 0 ? (['stream', 'bare'] as const) : (['bare', 'stream'] as const)) {
    const milliseconds = await ways[way](round);
    if (round > WARM) took[way].push(milliseconds);
    await pause(GAP_MS);
  }
}
for (const way of ['stream', 'bare'] as const) {
  const shown = [0.5, 0.9, 0.99].map((q) => `${quantile(took[way], q).toFixed(1)} ms`).join(' · ');
  console.log(`${way.padEnd(8)} ${READERS} readers, ${EVENTS} events, to the last one p50, p90, p99: ${shown}`);
}
const p99 = quantile(took.stream, 0.99);
const ratios = [0.5, 0.99].map((q) => quantile(took.stream, q) / quantile(took.bare, q));
const pairs = took.stream.map((value, index) => value / (took.bare[index] ?? Number.NaN));
console.log(
  `ratio p50 ${ratios[0]?.toFixed(2)}, p99 ${ratios[1]?.toFixed(2)}, median of the pairs ${quantile(pairs, 0.5).toFixed(2)} (bars: p99 ${BAR_MS} ms, ratio ${BAR_RATIO})`,
);
process.exitCode = p99 <= BAR_MS && quantile(pairs, 0.5) <= BAR_RATIO ? 0 : 1;
streamed.process.disconnect();
written.process.disconnect();
here.ending.abort();
for (const socket of bareSockets) socket.destroy();
bare.close();
await Promise.all([listener.close(), here.close()]);
