import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { weight } from '../../../core/kernel/weight.ts';
import { lowerEdge } from '../../../core/verdict/histogram.ts';
import type { Measurement, SparseHistogram } from '../../../core/verdict/measurement.ts';
import type { MetricSource } from '../../../ports/metric-source.ts';
import { httpInstance, memberOf } from '../../../testing/conformance/http-instance.ts';
import { fetchOnce } from '../../../testing/conformance/http-load.ts';
import { metricSourceConformance, type Served } from '../../../testing/conformance/metric-source.ts';
import { anEffect, PATIENTLY } from '../../../testing/conformance/workspace.ts';
import { haproxyRouter } from '../../router/haproxy/index.ts';
import { haproxySocket } from '../../shared/haproxy/runtime-socket.ts';
import { realHaproxy } from '../../shared/haproxy/testing/real-haproxy.ts';
import { haproxyMetrics } from './index.ts';
import { ringText } from './times.ts';

const TRAITS = {
  begins: 'with-nothing',
  routes: true,
  missedTicks: 'in-one-sum',
  withoutDurations: 'HAProxy tells averages of times only',
} as const;
const { signal } = new AbortController();

/** A HAProxy with an instance in each track, and a clock that a test holds: counters of HAProxy have no time. */
async function counting() {
  const haproxy = await realHaproxy();
  const instances = { stable: await httpInstance('s'), candidate: await httpInstance('c') };
  const socket = haproxySocket(haproxy.socket);
  const place = async (): Promise<void> => {
    for (const [track, { address }] of Object.entries(instances)) {
      const name = `checkout-${track}/${track}-x`;
      const at = address.replace('http://', '');
      await socket.tell([`add server ${name} ${at}`, `set server ${name} state ready`], signal);
    }
  };
  await place();
  let now = Date.UTC(2026, 0, 1);
  const ask = (track: string, path: string) =>
    fetchOnce(`${haproxy.address}${path}`, { headers: { 'X-Plimsoll-Track': track } });
  return {
    haproxy,
    instances,
    make: (latency?: 'log') =>
      haproxyMetrics({ name: 'haproxy', socket: haproxy.socket, backend: 'checkout', latency, now: () => now }),
    ask,
    place,
    pass: (seconds: number) => {
      now += seconds * 1_000;
    },
    serve: async (served: Served = {}): Promise<void> => {
      for (const [track, { requests, errors }] of Object.entries(served))
        for (let sent = 0; sent < requests; sent++) await ask(track, sent < errors ? '/fail' : '/');
      now += 1_000;
    },
    tearDown: async () => {
      await haproxy.stop();
      await Promise.all(Object.values(instances).map((one) => one.close()));
    },
  };
}

metricSourceConformance('haproxy of Debian', TRAITS, async () => {
  const rig = await counting();
  return {
    make: () => rig.make(),
    tick: rig.serve,
    restart: async () => {
      await rig.haproxy.kill();
      await rig.haproxy.start();
      await rig.place();
    },
    goAway: () => rig.haproxy.kill(),
    tearDown: rig.tearDown,
  };
});

describe('the counters of a HAProxy', () => {
  let rig: Awaited<ReturnType<typeof counting>>;
  beforeEach(async () => {
    rig = await counting();
  });
  afterEach(() => rig.tearDown());
  const stableIn = (rows: readonly Measurement[]) => rows[0]?.tracks.stable;

  it('count as errors who could be connected to nobody, and answers that broke off; not who left', async () => {
    const source = rig.make();
    const [first] = await source.read(null, signal);
    const held = fetchOnce(`${rig.haproxy.address}/hold`, { headers: { 'X-Plimsoll-Track': 'stable' } });
    const broken = expect(held).rejects.toThrow();
    await rig.instances.stable.held();
    // Whoever hangs up before his request is whole was never given to a track.
    const left = connect(Number(new URL(rig.haproxy.address).port), '127.0.0.1');
    left.write('GET / HTTP/1.1\r\nHost: x\r\nX-Plimsoll-Track: stable\r\n');
    left.resume().end();
    await once(left, 'close');
    await rig.instances.stable.close();
    await broken;
    await rig.ask('stable', '/');
    rig.instances.stable = await httpInstance('s');
    rig.pass(1);

    const rows = await source.read(first?.cursor ?? '', signal);

    expect(stableIn(rows)).toEqual({ kind: 'counts', requests: 2, errors: 2, latency: null });
    expect(rows[0]?.routed).toEqual({ stable: 2, candidate: 0 });
  });

  it('are those of the whole track: servers that come and go take nothing along', async () => {
    const source = rig.make();
    await rig.serve({ candidate: { requests: 3, errors: 1 } });
    const [first] = await source.read(null, signal);
    await rig.serve({ candidate: { requests: 4, errors: 2 } });
    const socket = haproxySocket(rig.haproxy.socket);
    const gone = () =>
      socket.tell(
        ['set server checkout-candidate/candidate-x state maint', 'del server checkout-candidate/candidate-x'],
        signal,
      );
    await expect.poll(() => gone().then(() => 'gone', String), PATIENTLY).toBe('gone');

    const [row] = await source.read(first?.cursor ?? '', signal);

    expect(row?.tracks.candidate).toEqual({ kind: 'counts', requests: 4, errors: 2, latency: null });
  });

  it('go on after they were cleared by somebody, and are never negative', async () => {
    const source = rig.make();
    await rig.serve({ stable: { requests: 9, errors: 3 } });
    const [first] = await source.read(null, signal);
    await haproxySocket(rig.haproxy.socket).ask('clear counters all', signal);
    await rig.serve({ stable: { requests: 2, errors: 1 } });

    expect(stableIn(await source.read(first?.cursor ?? '', signal))).toMatchObject({ requests: 2, errors: 1 });
  });

  it('tell a long silence of ours in one sum, and how long it was', async () => {
    const source = rig.make();
    const [first] = await source.read(null, signal);
    await rig.serve({ stable: { requests: 5, errors: 0 } });
    rig.pass(600);

    const [row, ...more] = await source.read(first?.cursor ?? '', signal);

    expect(more).toEqual([]);
    expect([row?.covers, stableIn(row === undefined ? [] : [row])]).toMatchObject([601, { requests: 5 }]);
  });

  it('are absent for a track that HAProxy does not have, which a ping says too', async () => {
    const source = haproxyMetrics({ name: 'edge', socket: rig.haproxy.socket, backend: 'shop' });

    const [row] = await source.read(null, signal);

    expect(stableIn(row === undefined ? [] : [row])).toMatchObject({ kind: 'absent', why: 'empty' });
    expect(await source.ping(signal)).toMatchObject({ ok: false, detail: /no backend shop-stable and shop-candidate/ });
  });
});

describe('the log of a HAProxy', () => {
  let rig: Awaited<ReturnType<typeof counting>>;
  beforeEach(async () => {
    rig = await counting();
  });
  afterEach(() => rig.tearDown());

  const countsOf = (row: Measurement | undefined, track: 'stable' | 'candidate'): SparseHistogram => {
    const said = row?.tracks[track];
    if (said?.kind !== 'counts' || said.latency?.kind !== 'own')
      throw new Error(`no durations: ${JSON.stringify(said)}`);
    return said.latency.counts;
  };

  /** Reads on until so many durations of a track are told: HAProxy logs a request just after its user has the answer. */
  async function durations(source: MetricSource, from: string, track: 'stable' | 'candidate', wanted: number) {
    let cursor = from;
    const found: [bucket: number, count: number][] = [];
    const look = async (): Promise<number> => {
      rig.pass(1);
      for (const row of await source.read(cursor, signal)) {
        cursor = row.cursor;
        found.push(...countsOf(row, track).map(([bucket, count]): [number, number] => [bucket, count]));
      }
      return found.reduce((sum, [, count]) => sum + count, 0);
    };
    await expect.poll(look, PATIENTLY).toBe(wanted);
    return { cursor, slowest: Math.max(...found.map(([bucket]) => lowerEdge(bucket))) };
  }

  it('tells how long each request took, by track, and is read on by whoever comes after', async () => {
    await rig.serve({ candidate: { requests: 2, errors: 0 } });
    const [first] = await rig.make('log').read(null, signal);
    await rig.serve({ candidate: { requests: 30, errors: 10 } });
    const held = fetchOnce(`${rig.haproxy.address}/hold`, { headers: { 'X-Plimsoll-Track': 'stable' } });
    await rig.instances.stable.held();
    const since = Date.now();
    await expect.poll(() => Date.now() - since, PATIENTLY).toBeGreaterThan(300);
    rig.instances.stable.release();
    await held;

    const slow = await durations(rig.make('log'), first?.cursor ?? '', 'stable', 1);
    const quick = await durations(rig.make('log'), first?.cursor ?? '', 'candidate', 30);

    // The bucket begins a little below what fell into it.
    expect(slow.slowest).toBeGreaterThan(290);
    await rig.serve({ candidate: { requests: 5, errors: 0 } });
    await durations(rig.make('log'), quick.cursor, 'candidate', 5);
  });

  it('begins anew with another process, of which all is told', async () => {
    const source = rig.make('log');
    const [first] = await source.read(null, signal);
    await rig.serve({ stable: { requests: 3, errors: 0 } });
    const { cursor } = await durations(source, first?.cursor ?? '', 'stable', 3);
    await rig.haproxy.kill();
    await rig.haproxy.start();
    await rig.place();
    await rig.serve({ stable: { requests: 4, errors: 0 } });

    await durations(source, cursor, 'stable', 4);
  });

  it('that HAProxy does not keep is told by a ping, and no duration is made up', async () => {
    const source = haproxyMetrics({ name: 'edge', socket: rig.haproxy.socket, backend: 'shop', latency: 'log' });

    expect(await source.ping(signal)).toMatchObject({ ok: false, detail: /no ring shop-times/ });
    expect(await ringText(haproxySocket(rig.haproxy.socket), 'shop', signal)).toBeUndefined();
  });
});

it('a first look after a shift counts from there on', async () => {
  const rig = await counting();
  const router = haproxyRouter({
    ...{ socket: rig.haproxy.socket, backend: 'checkout', address: null, files: null, sticky: 'none' },
    ledger: join(rig.haproxy.dir, 'effects.json'),
  });
  const half = { kind: 'split', candidate: weight(500) ?? (0 as never) } as const;
  await router.members(
    { stable: [memberOf(rig.instances.stable)], candidate: [memberOf(rig.instances.candidate)], traffic: half },
    anEffect('half'),
  );
  const source = rig.make();
  const [first] = await source.read(null, signal);
  for (let sent = 0; sent < 1000; sent++) await fetchOnce(rig.haproxy.address);
  rig.pass(1);

  const [row] = await source.read(first?.cursor ?? '', signal);

  expect(row?.routed).toEqual({ stable: 500, candidate: 500 });
  await rig.tearDown();
});
