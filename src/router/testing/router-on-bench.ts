import { mkdtemp, rm } from 'node:fs/promises';
import { request as ask } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RouterOptions, type RunningRouter, startRouter } from '../router.ts';
import type { Change, Member, Track } from '../routing.ts';
import type { SecondRow } from '../second-rows.ts';

/** An answer of the admin socket. */
export interface AdminAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A router in this process, for tests. */
export interface RouterOnBench {
  readonly router: RunningRouter;
  readonly url: string;
  readonly dir: string;
  /** Keeps something until the test is over, then closes it. */
  keep<T extends { close(): Promise<void> }>(made: T): T;
  order(change: Change): Promise<AdminAnswer>;
  admin(method: string, path: string, body?: object | string): Promise<AdminAnswer>;
  /** The rows of all seconds so far. Time goes on by one second for it, and stands still otherwise. */
  rows(): Promise<SecondRow[]>;
}

/** Starts routers for the tests of a suite, and takes all down after each. */
export function routerBench(afterEach: (takeDown: () => Promise<void>) => void) {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });
  return {
    start: async (options: Partial<RouterOptions> = {}): Promise<RouterOnBench> => {
      const made = await mkdtemp(join(tmpdir(), 'plimsoll-router-'));
      const dir = options.dir ?? made;
      let gone = 0;
      const steady = () => performance.now() + gone;
      const router = await startRouter({ listen: '127.0.0.1:0', steady, ...options, dir });
      ends.unshift(async () => {
        await router.stop(0);
        await rm(made, { recursive: true, force: true });
      });
      let effects = 0;
      const admin = (method: string, path: string, body?: object | string) =>
        adminCall(router.adminSocket, method, path, typeof body === 'object' ? JSON.stringify(body) : body);
      return {
        router,
        url: router.address,
        dir,
        admin,
        keep: (closeable) => {
          ends.push(() => closeable.close());
          return closeable;
        },
        order: (change) => admin('POST', '/members', { effect: `effect-${++effects}`, epoch: 1, change }),
        rows: async () => {
          gone += 1000;
          const { body } = await admin('GET', '/rows?after=another-boot/0');
          return body.rows as SecondRow[];
        },
      };
    },
  };
}

/** Sends every request to this instance. */
export const allTo = ({ id, address }: Member): Change => ({
  stable: [{ id, address }],
  traffic: { kind: 'split', candidate: 0 },
});

/** The sums of a track over rows. */
export function sumOf(rows: readonly SecondRow[], track: Track) {
  const sum = { requests: 0, errors: 0, routed: 0, aborted: 0, retried: 0, tested: 0, cut: 0, durations: 0 };
  for (const row of rows) {
    const { latency, sockets: _, ...counts } = row[track];
    for (const name of Object.keys(counts) as (keyof typeof counts)[]) sum[name] += counts[name];
    for (const [, count] of latency) sum.durations += count;
  }
  return sum;
}

function adminCall(socketPath: string, method: string, path: string, body?: string): Promise<AdminAnswer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sending = ask({ socketPath, method, path, headers, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: JSON.parse(text) }));
    });
    sending.on('error', reject);
    sending.end(body);
  });
}
