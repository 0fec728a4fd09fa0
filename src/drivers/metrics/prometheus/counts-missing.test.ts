import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BOTH, counted, named, SERIES, tracks } from './testing/counted.ts';

const { signal } = new AbortController();

const on = counted();
beforeEach(on.start);
afterEach(on.stop);
const { source, later, begun } = on;

describe('what is missing', () => {
  it('is absent, never zero, when a track has no series', async () => {
    const from = await begun({ [named('stable', '200')]: 1 });
    later({ [named('stable', '200')]: 5 });

    expect(tracks(await source().read(from, signal))).toEqual([[[4, 0], 'empty: no series for requests']]);
  });

  it('is absent at both tracks when the server knows nothing at all', async () => {
    const [first] = await source().read(null, signal);
    on.server.now += 10_000;
    const rows = await source().read(first?.cursor ?? '', signal);

    expect(tracks(rows)).toEqual([['empty: no series for requests', 'empty: no series for requests']]);
    expect(rows[0]?.cursor).toBe(first?.cursor);
  });

  it('is nothing new, and no row, while nothing was scraped', async () => {
    const from = await begun(BOTH);
    on.server.now += 10_000;

    expect(await source().read(from, signal)).toEqual([]);
  });

  it('is told of each track by itself', async () => {
    const from = await begun(BOTH);
    later({ [named('stable', '200')]: 1_002 });

    expect(tracks(await source().read(from, signal))).toEqual([
      [
        [2, 0],
        [0, 0, 'old'],
      ],
    ]);
  });

  it('of errors is no proof that there were none when they are looked for by a label that is nowhere', async () => {
    const wrong = { ...SERIES, errors: 'x_total{track="$track",status=~"5.."}' };
    on.server.scrape(BOTH);
    const [first] = await source({ series: wrong }).read(null, signal);
    later(BOTH);
    const rows = await source({ series: wrong }).read(first?.cursor ?? '', signal);

    expect(tracks(rows)[0]?.[1]).toBe(
      'empty: no series for x_total{track="$track",status=~"5.."}, and x_total has no label status',
    );
  });

  it('of errors is no proof when they are another counter', async () => {
    const other = { ...SERIES, errors: 'y_total{track="$track"}' };
    on.server.scrape(BOTH);
    const [first] = await source({ series: other }).read(null, signal);
    later(BOTH);

    expect(tracks(await source({ series: other }).read(first?.cursor ?? '', signal))[0]?.[0]).toBe(
      'empty: no series for y_total{track="$track"}',
    );
  });

  it('cannot be counted where errors are scraped from somewhere else', async () => {
    const split = { ...SERIES, errors: 'e_total{track="$track"}' };
    const elsewhere = {
      'e_total{track="stable",instance="proxy"}': 1,
      'e_total{track="candidate",instance="proxy"}': 1,
    };
    on.server.scrape({ ...BOTH, ...elsewhere });
    const [first] = await source({ series: split }).read(null, signal);
    later({ ...BOTH, ...elsewhere });

    expect(tracks(await source({ series: split }).read(first?.cursor ?? '', signal))[0]).toEqual([
      'empty: errors are scraped where no requests are',
      'empty: errors are scraped where no requests are',
    ]);
  });

  it.each([
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a part of a request', 1_000.5],
  ])('is absent as nan when a counter is %s', async (_, value) => {
    const from = await begun(BOTH);
    later({ ...BOTH, [named('stable', '200')]: value });

    const [row] = await source().read(from, signal);

    expect(row?.tracks.stable).toMatchObject({ kind: 'absent', why: 'nan' });
    expect(row?.tracks.candidate).toMatchObject({ kind: 'counts' });
  });
});
