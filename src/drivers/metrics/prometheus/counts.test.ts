import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Track } from '../../../core/unit/environment.ts';
import type { Measurement } from '../../../core/verdict/measurement.ts';
import { BOTH, counted, named, SERIES, START, tracks } from './testing/counted.ts';

const { signal } = new AbortController();

const on = counted();
beforeEach(on.start);
afterEach(on.stop);
const { source, later, begun } = on;

describe('counters', () => {
  it('are counted from what is there at the beginning, never from zero', async () => {
    on.server.scrape(BOTH);
    const rows = await source().read(null, signal);

    expect(tracks(rows)).toEqual([
      [
        [0, 0, 'old'],
        [0, 0, 'old'],
      ],
    ]);
    expect(rows[0]?.covers).toBe(0);
  });

  it('are summed over series, each by its own difference', async () => {
    const other = named('stable', '200', 'stable-2');
    const from = await begun({ ...BOTH, [other]: 7, [named('stable', '503')]: 2 });
    later({ ...BOTH, [named('stable', '200')]: 1_100, [other]: 17, [named('stable', '503')]: 5 });

    expect(tracks(await source().read(from, signal))).toEqual([
      [
        [113, 3],
        [0, 0],
      ],
    ]);
  });

  it('that fall have begun anew: the new value is what was counted, of that series alone', async () => {
    const other = named('stable', '200', 'stable-2');
    const from = await begun({ ...BOTH, [other]: 500 });
    later({ ...BOTH, [named('stable', '200')]: 1_010, [other]: 4 });

    expect(tracks(await source().read(from, signal))[0]?.[0]).toEqual([14, 0]);
  });

  it('of errors begin anew with their target, also when the new value is the higher one', async () => {
    const failed = named('candidate', '500');
    const from = await begun({ ...BOTH, [failed]: 3 });
    later({ ...BOTH, [named('candidate', '200')]: 20, [failed]: 5 });

    expect(tracks(await source().read(from, signal))[0]?.[1]).toEqual([25, 5]);
  });

  it('of a code that appears for the first time were born at zero: the first errors of a release count', async () => {
    const from = await begun(BOTH);
    later({ ...BOTH, [named('candidate', '500')]: 9 });

    expect(tracks(await source().read(from, signal))[0]?.[1]).toEqual([9, 9]);
  });

  it('of an instance that appears are a starting point, errors and all', async () => {
    const from = await begun(BOTH);
    const fresh = { [named('candidate', '200', 'new')]: 700, [named('candidate', '500', 'new')]: 70 };
    later({ ...BOTH, ...fresh });
    later({ ...BOTH, [named('candidate', '200', 'new')]: 710, [named('candidate', '500', 'new')]: 71 });

    expect(tracks(await source().read(from, signal)).map((row) => row[1])).toEqual([
      [0, 0],
      [11, 1],
    ]);
  });

  it('are taken up to what was scraped of their target, with its own times', async () => {
    const late = named('stable', '200', 'stable-2');
    const from = await begun({ ...BOTH, [late]: 10 });
    on.server.scrape({ [late]: 15 }, START + 4_000);
    later({ ...BOTH, [named('stable', '200')]: 1_001 });
    const asked = source();

    const [row] = await asked.read(from, signal);
    // The second target was slow: its scrape has a time before the newest one, and is seen only now.
    on.server.scrape({ [late]: 19 }, START + 9_000);
    later({ ...BOTH, [named('stable', '200')]: 1_001, [late]: 20 });
    const [next] = await asked.read(row?.cursor ?? '', signal);

    expect([row, next].map((one) => tracks([one as Measurement])[0]?.[0])).toEqual([
      [6, 0],
      [5, 0],
    ]);
  });

  it('missed while nobody looked come in pieces of one interval, each under a time that rises', async () => {
    const from = await begun(BOTH);
    for (const value of [1_001, 1_003, 1_006]) later({ ...BOTH, [named('stable', '200')]: value });

    const rows = await source().read(from, signal);

    expect(tracks(rows).map((row) => row[0])).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
    ]);
    expect(rows.map(({ sourceTime, covers }) => [sourceTime * 1_000 - START, covers])).toEqual([
      [10_000, 10],
      [20_000, 10],
      [30_000, 10],
    ]);
  });

  it('of errors that ran ahead of their requests move to the next row', async () => {
    const split = { ...SERIES, errors: 'e_total{track="$track"}', latency: null };
    const asked = source({ series: split });
    const of = (requests: number, errors: number) => ({
      [named('stable', '200')]: requests,
      'e_total{track="stable",instance="stable-1"}': errors,
      'e_total{track="candidate",instance="candidate-1"}': 0,
      [named('candidate', '200')]: 5,
    });
    on.server.scrape(of(100, 0));
    const [first] = await asked.read(null, signal);
    later(of(102, 5));
    const [one] = await asked.read(first?.cursor ?? '', signal);
    later(of(112, 5));
    const [two] = await asked.read(one?.cursor ?? '', signal);

    expect([one, two].map((row) => tracks([row as Measurement])[0]?.[0])).toEqual([
      [2, 2],
      [10, 3],
    ]);
  });
});

describe('latencies', () => {
  const buckets = (track: Track, counts: Readonly<Record<string, number>>, instance = `${track}-1`) =>
    Object.fromEntries(
      Object.entries(counts).map(([le, count]) => [
        `x_seconds_bucket{track="${track}",instance="${instance}",le="${le}"}`,
        count,
      ]),
    );
  const latencyOf = (rows: readonly Measurement[]) => {
    const stable = rows.at(-1)?.tracks.stable;
    return stable?.kind === 'counts' ? stable.latency : undefined;
  };

  it('are counted per bucket, in milliseconds, from the cumulative series by le', async () => {
    const from = await begun({ ...BOTH, ...buckets('stable', { '0.05': 10, '0.1': 20, '2.5': 30, '+Inf': 31 }) });
    later({
      ...BOTH,
      [named('stable', '200')]: 1_020,
      ...buckets('stable', { '0.05': 13, '0.1': 28, '2.5': 48, '+Inf': 51 }),
    });

    expect(latencyOf(await source().read(from, signal))).toEqual({
      kind: 'foreign',
      edges: [50, 100, 2_500],
      counts: [3, 5, 10, 2],
    });
  });

  it('of instances with other edges are added up over the edges that both have', async () => {
    const second = named('stable', '200', 'stable-2');
    const at = (one: number, two: number) => ({
      ...BOTH,
      [named('stable', '200')]: one,
      [second]: two,
      ...buckets('stable', { '0.1': one, '0.5': one, '+Inf': one }),
      ...buckets('stable', { '0.1': 0, '0.25': two, '+Inf': two }, 'stable-2'),
    });
    const from = await begun(at(10, 10));
    later(at(14, 16));

    expect(latencyOf(await source().read(from, signal))).toEqual({ kind: 'foreign', edges: [100], counts: [4, 6] });
  });

  it('are not there when a bucket fell though requests did not', async () => {
    const from = await begun({ ...BOTH, ...buckets('stable', { '0.1': 10, '+Inf': 10 }) });
    later({ ...BOTH, [named('stable', '200')]: 1_001, ...buckets('stable', { '0.1': 3, '+Inf': 11 }) });

    expect(latencyOf(await source().read(from, signal))).toBeNull();
  });
});

it('counts a declared ratio as how many of how many', async () => {
  const paid = { kind: 'ratio', from: null, better: 'lower', role: 'business' } as const;
  const ratios = {
    unpaid: { ...paid, numerator: 'o_total{track="$track",paid="no"}', denominator: 'o_total{track="$track"}' },
  };
  const orders = (yes: number, no: number) => ({
    'o_total{track="stable",instance="a",paid="yes"}': yes,
    'o_total{track="stable",instance="a",paid="no"}': no,
  });
  on.server.scrape({ ...BOTH, ...orders(10, 1) });
  const [first] = await source({ ratios }).read(null, signal);
  later({ ...BOTH, ...orders(18, 3) });

  const [row] = await source({ ratios }).read(first?.cursor ?? '', signal);

  expect(row?.ratios).toEqual({ stable: { unpaid: { of: 10, events: 2 } }, candidate: {} });
});

it('asks for raw samples at one moment of the server’s time, and for nothing that Prometheus computed', async () => {
  const from = await begun(BOTH);
  later(BOTH);
  await source().read(from, signal);

  const [clock, ...others] = on.server.asked.slice(-7);
  expect(clock).toMatchObject({ query: 'time()', time: null });
  expect(new Set(others.map(({ time }) => time))).toEqual(new Set([(on.server.now / 1_000).toFixed(3)]));
  for (const { query } of others) expect(query).toMatch(/^x_(total|seconds_bucket)\{[^[\]]+\}\[\d+s\]$/);
});

it('tells what stable did before, in minutes', async () => {
  for (let minute = 0; minute <= 10; minute++) {
    on.server.scrape({ ...BOTH, [named('stable', '200')]: 1_000 + minute * 60 });
    on.server.now += 60_000;
  }

  const rows = await source().history?.(600, signal);

  expect(rows?.map(({ tracks: { stable } }) => (stable.kind === 'counts' ? stable.requests : null))).toEqual(
    Array(9).fill(60),
  );
});
