import { describe, expect, it } from 'vitest';
import { at, blocks, candidates, taken, total } from '../../../testing/taken-records.ts';
import { bucketOf } from '../histogram.ts';

describe('counters', () => {
  it('the first record is only a starting point', () => {
    expect(candidates(total(1, 48_100, 57))).toEqual(['0/0!']);
  });

  it('what is added is new minus old, of requests, errors, buckets and router requests', () => {
    const histogram = (...counts: number[]) => ({ edges_ms: [50, 100], counts });
    const [, block] = blocks(
      total(1, 100, 1, { router_requests: 90, histogram: histogram(50, 40, 10) }),
      total(2, 150, 3, { router_requests: 145, histogram: histogram(80, 58, 12) }),
    );

    expect(block?.candidate).toEqual({
      ...{ kind: 'counts', requests: 50, errors: 2, fresh: true, routed: 55 },
      latency: { kind: 'foreign', edges: [50, 100], counts: [30, 18, 2] },
    });
  });

  it('if the request counter falls the whole record is a reset: the new values are what was added', () => {
    const lines = [total(1, 100, 9, { router_requests: 80 }), total(2, 30, 2, { router_requests: 95 })];

    expect(candidates(...lines)).toEqual(['0/0!', '30/2!']);
    expect(blocks(...lines)[1]?.candidate.routed).toBe(95);
  });

  it('if only the error counter falls the record is contradictory: absent, and the new starting point', () => {
    expect(candidates(total(1, 100, 9), total(2, 150, 2), total(3, 160, 3))).toEqual(['0/0!', 'nan', '10/1!']);
  });

  it('if only a bucket falls the record is contradictory', () => {
    const histogram = (...counts: number[]) => ({ histogram: { edges_ms: [50], counts } });

    expect(candidates(total(1, 100, 0, histogram(90, 10)), total(2, 110, 0, histogram(101, 9)))).toEqual([
      '0/0!',
      'nan',
    ]);
  });

  it('with other edges than before begin anew', () => {
    const lines = [
      total(1, 100, 0, { histogram: { edges_ms: [50], counts: [90, 10] } }),
      total(2, 110, 0, { histogram: { edges_ms: [50, 60], counts: [95, 3, 12] } }),
    ];

    expect(blocks(...lines)[1]?.candidate).toMatchObject({ requests: 10, latency: null });
  });

  it('errors beyond the requests move to the next block', () => {
    expect(candidates(total(1, 0, 0), total(2, 3, 5), total(3, 3, 5), total(4, 9, 5))).toEqual([
      ...['0/0!', '3/3!', '0/0!', '6/2!'],
    ]);
  });

  it('of the router restart by themselves', () => {
    const routed = (t: number, router_requests: number) => ({ t, track: 'candidate', router_requests, counter: true });

    expect(blocks(routed(1, 100), routed(2, 130), routed(3, 7)).map(({ candidate }) => candidate.routed)).toEqual([
      ...[null, 30, 7],
    ]);
  });
});

describe('latencies', () => {
  it('one by one are counted in our own buckets', () => {
    const [block] = blocks(at(1, 9, 0, { latency_ms: [180, 41.2] }), at(0.5, 9, 0, { latency_ms: [180] }));

    expect(block?.candidate).toMatchObject({
      latency: {
        kind: 'own',
        counts: [
          [bucketOf(41.2), 1],
          [2228, 2],
        ],
      },
    });
  });

  it('in foreign buckets are kept in theirs, never interpolated', () => {
    const histogram = { edges_ms: [50, 100, 250], counts: [500, 300, 140, 10] };
    const [block] = blocks(at(1, 950, 1, { histogram }), at(0.5, 950, 1, { histogram }));

    expect(block?.candidate).toMatchObject({
      latency: { kind: 'foreign', edges: [50, 100, 250], counts: [1_000, 600, 280, 20] },
    });
  });

  it('in buckets that do not go together are left out, and that is said', () => {
    const { closed, state } = taken([
      at(1, 2, 0, { latency_ms: [1, 2] }),
      at(1, 2, 0, { source: 'b', histogram: { edges_ms: [50], counts: [2] } }),
    ]);

    expect(closed[0]?.block.candidate).toMatchObject({ requests: 4, latency: { kind: 'own' } });
    expect(state.warnings).toEqual([{ kind: 'layout', track: 'candidate' }]);
  });
});
