import { describe, expect, it } from 'vitest';
import type { Block, TrackBlock } from '../block.ts';
import { bucketOf } from '../histogram.ts';
import { type ClosedBlock, finishIntake, takeRecord } from './intake.ts';
import { type IntakeState, startIntake } from './intake-state.ts';
import { readRecord } from './read-record.ts';

/** What the intake makes of lines: the blocks that close, and what it remembers. */
function taken(lines: readonly object[]): { readonly closed: readonly ClosedBlock[]; readonly state: IntakeState } {
  const state = startIntake();
  const closed = lines.flatMap((line) => {
    const read = readRecord(line);
    if ('problem' in read) throw new Error(read.problem.message);
    return [...takeRecord(state, read.record, 0.05)];
  });
  return { closed: [...closed, ...finishIntake(state, 0.05)], state };
}
const blocks = (...lines: readonly object[]): readonly Block[] => taken(lines).closed.map(({ block }) => block);
const ends = (...lines: readonly object[]): readonly number[] => taken(lines).closed.map(({ end }) => end);
const candidates = (...lines: readonly object[]): readonly string[] =>
  blocks(...lines).map(({ candidate }) => shown(candidate));

/** `50/1` is 50 requests, 1 error; `!` is fresh; otherwise why it is absent. */
const shown = (track: TrackBlock): string =>
  track.kind === 'absent' ? track.why : `${track.requests}/${track.errors}${track.fresh ? '!' : ''}`;
const at = (t: number, requests: number, errors: number, more: object = {}) => ({
  ...{ t, track: 'candidate', requests, errors },
  ...more,
});
const total = (t: number, requests: number, errors: number, more: object = {}) =>
  at(t, requests, errors, { counter: true, ...more });
const absent = (t: number, why = 'timeout') => ({ t, track: 'candidate', absent: why });

describe('blocks', () => {
  it('block j covers (j-1, j] seconds since the stage began', () => {
    expect(candidates(at(0, 1, 0), at(0.5, 2, 0), at(1, 4, 0), at(1.1, 8, 0), at(2, 16, 0))).toEqual(['7/0!', '24/0!']);
  });

  it('a block closes when the clock passes its end, not when it reaches it', () => {
    const state = startIntake();
    const take = (line: object) => {
      const read = readRecord(line);
      return 'record' in read ? [...takeRecord(state, read.record, null)].map(({ end }) => end) : [];
    };

    expect([take(at(1, 1, 0)), take(at(1, 1, 0, { source: 'b' })), take(at(1.001, 1, 0))]).toEqual([[], [], [1]]);
  });

  it('the seconds without a record are blocks of their own', () => {
    expect(candidates(at(1, 5, 0), at(4, 6, 0))).toEqual(['5/0!', '0/0', '0/0', '6/0!']);
    expect(ends(at(1, 5, 0), at(4, 6, 0))).toEqual([1, 2, 3, 4]);
  });

  it('the clock ends at the last line, and the open block with it: no longer than it was', () => {
    const { closed } = taken([at(1, 5, 0), at(1.25, 6, 0)]);

    expect(closed.map(({ end, block }) => [end, block.seconds])).toEqual([
      [1, 1],
      [1.25, 0.25],
    ]);
  });

  it('a closing line without a jump lets silence run', () => {
    expect(candidates(at(1, 5, 0), { t: 3, clock_jump_s: 0 })).toEqual(['5/0!', '0/0', '0/0']);
  });

  it('a smaller t is out of order: the clock stays', () => {
    expect(ends(at(3, 1, 0), at(1, 2, 0))).toEqual([1, 2, 3]);
    expect(candidates(at(3, 1, 0), at(1, 2, 0)).at(-1)).toBe('3/0!');
  });
});

describe('zero is not absent', () => {
  it('zero requests are a fact, and fresh', () => {
    expect(candidates(at(1, 0, 0))).toEqual(['0/0!']);
  });

  it('nothing said is neither zero nor absent', () => {
    expect(candidates({ t: 1, track: 'stable', requests: 5, errors: 0 })).toEqual(['0/0']);
  });

  it('an absence makes the block absent where no fresh measurement of the track came', () => {
    expect(candidates(absent(1), at(2, 5, 0), absent(2))).toEqual(['timeout', '5/0!']);
  });

  it('counts out of order beside an absence are evidence, and the absence holds', () => {
    const late = at(3, 4, 1, { source_time: 1 });

    expect(candidates(at(2, 5, 0, { source_time: 2 }), late, absent(3)).slice(2)).toEqual(['4/1', 'timeout']);
  });
});

describe('fresh', () => {
  it('is a measurement whose source_time advanced', () => {
    const at1 = at(1, 5, 0, { source_time: 10 });

    expect(candidates(at1, at(2, 5, 0, { source_time: 11 }), at(3, 5, 0, { source_time: 10.5 }))).toEqual([
      ...['5/0!', '5/0!', '5/0'],
    ]);
  });

  it('is a new line where there is no source_time', () => {
    expect(candidates(at(1, 5, 0), at(2, 5, 0))).toEqual(['5/0!', '5/0!']);
  });

  it('is not a line that carries only router_requests: it refreshes the router count, not the track', () => {
    const [block] = blocks({ t: 1, track: 'candidate', router_requests: 9 });

    expect(block?.candidate).toMatchObject({ kind: 'counts', fresh: false, routed: 9, requests: 0 });
  });

  it('is not a line that carries only values: nobody counted requests', () => {
    const [block] = blocks({ t: 1, track: 'candidate', values: { orders: 31.5 } });

    expect(block?.candidate).toMatchObject({ fresh: false });
    expect(block?.values).toEqual({ stable: {}, candidate: { orders: 31.5 } });
  });
});

describe('duplicates', () => {
  it('a line whose source, track and source_time were seen is ignored', () => {
    const line = at(1, 5, 1, { source_time: 1, source: 'a' });

    expect(candidates(line, { ...line, t: 2 }, { ...line, t: 2, source: 'b' })).toEqual(['5/1!', '5/1!']);
  });

  it('without a source_time t is the key', () => {
    expect(candidates(at(1, 5, 1), at(1, 5, 1), { ...at(1, 9, 9), track: 'stable' })).toEqual(['5/1!']);
  });

  it('each series of a line has its own: values beside counts of the same time are no duplicate', () => {
    const [block] = blocks(
      at(1, 5, 0),
      { t: 1, track: 'candidate', values: { a: 1 } },
      at(1, 5, 0, { values: { a: 2, b: 3 } }),
    );

    expect(block?.candidate).toMatchObject({ requests: 5 });
    expect(block?.values.candidate).toEqual({ a: 1, b: 3 });
  });

  it('a record older than the newest 1024 of its source is dropped and counted', () => {
    const lines = Array.from({ length: 1_100 }, (_, index) => at(1, 1, 0, { source_time: 100 + index / 1_024 }));
    const { closed, state } = taken([...lines, at(1, 1, 0, { source_time: 1 })]);

    expect(state.dropped).toBe(1);
    expect(
      closed.reduce((sum, { block }) => sum + (block.candidate.kind === 'counts' ? block.candidate.requests : 0), 0),
    ).toBe(1_100);
  });

  it('a source may be called what objects have by themselves', () => {
    expect(candidates(at(1, 5, 0, { source: '__proto__' }), at(1, 6, 0, { source: 'constructor' }))).toEqual(['11/0!']);
  });
});

describe('out of order', () => {
  it('a new delta is added to the open block: arrival decides', () => {
    expect(candidates(at(5, 5, 0, { source_time: 5 }), at(6, 7, 2, { source_time: 3 })).slice(-2)).toEqual([
      '5/0!',
      '7/2',
    ]);
  });

  it('a cumulative record older than the newest seen is ignored', () => {
    const lines = [total(1, 100, 0, { source_time: 1 }), total(2, 150, 1, { source_time: 3 })];

    expect(candidates(...lines, total(3, 120, 0, { source_time: 2 }), total(4, 160, 1, { source_time: 4 }))).toEqual([
      ...['0/0!', '50/1!', '0/0', '10/0!'],
    ]);
  });
});

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

describe('source_time', () => {
  it('orders and dedupes, never times', () => {
    expect(candidates(at(1, 5, 0, { source_time: 90 }), at(2, 6, 0, { source_time: 91 }))).toEqual(['5/0!', '6/0!']);
  });

  it('more than 5 s from our clock is a warning, once for each source', () => {
    const { state } = taken([
      at(1, 5, 0, { source_time: 90 }),
      at(2, 6, 0, { source_time: 91 }),
      at(3, 1, 0, { source_time: 92, source: 'b' }),
    ]);

    expect(state.warnings).toEqual([
      { kind: 'skew', source: 'replay', seconds: -89 },
      { kind: 'skew', source: 'b', seconds: -89 },
    ]);
    expect(taken([at(6, 5, 0, { source_time: 1 })]).state.warnings).toEqual([]);
  });

  it.each([3_600, -3_600])('is re-based when the wall clock jumps by %i s and the source with it', (jump) => {
    const lines = [
      total(1, 100, 0, { source_time: 1 }),
      { t: 1.5, clock_jump_s: jump },
      total(2, 110, 1, { source_time: 2 + jump }),
      total(3, 130, 1, { source_time: 3 + jump }),
      total(4, 120, 1, { source_time: 2.5 + jump }),
    ];

    expect(candidates(...lines)).toEqual(['0/0!', '10/1!', '20/0!', '0/0']);
  });

  it.each([3_600, -3_600])('is not re-based when the source did not jump with our clock by %i s', (jump) => {
    const lines = [
      at(1, 5, 0, { source_time: 1 }),
      { t: 1.5, clock_jump_s: jump },
      at(2, 5, 0, { source_time: 1 }),
      at(2.5, 6, 0, { source_time: 2 }),
      at(3, 7, 0, { source_time: 2 }),
    ];

    expect(candidates(...lines)).toEqual(['5/0!', '0/0', '6/0!']);
  });
});

describe('late deliveries', () => {
  const row = (t: number, second: number, requests: number, track = 'candidate') => ({
    ...{ t, track, requests, errors: 0, source_time: second },
  });

  it('are judged block by block when they arrive, and only the newest is timed', () => {
    const { closed } = taken([row(1, 1, 1), row(4.5, 2, 2), row(4.5, 3, 3), row(4.6, 4, 4)]);

    expect(closed.map(({ end, block }) => [end, shown(block.candidate), block.untimed])).toEqual([
      [1, '1/0!', false],
      [2, '0/0', false],
      [3, '0/0', false],
      [4, '0/0', false],
      [4.6, '2/0!', true],
      [4.6, '3/0!', true],
      [4.6, '4/0!', false],
    ]);
  });

  it('of both tracks come together in the block of their time, whichever comes first', () => {
    const seconds = [2, 3, 4];
    const rows = (track: string) => seconds.map((second) => row(4.5, second, second, track));
    const byTrack = blocks(...rows('stable'), ...rows('candidate'));
    const bySecond = blocks(
      ...seconds.flatMap((second) => [row(4.5, second, second, 'stable'), row(4.5, second, second)]),
    );

    expect(byTrack).toEqual(bySecond);
    expect(byTrack.slice(-3).map(({ stable, candidate }) => [shown(stable), shown(candidate)])).toEqual([
      ['2/0!', '2/0!'],
      ['3/0!', '3/0!'],
      ['4/0!', '4/0!'],
    ]);
  });

  it('of counters are taken apart as well', () => {
    const lines = [
      total(1, 0, 0, { source_time: 1 }),
      total(30, 10, 0, { source_time: 15 }),
      total(30, 30, 0, { source_time: 30 }),
    ];

    expect(candidates(...lines).slice(-2)).toEqual(['10/0!', '20/0!']);
  });
});

describe('a restart', () => {
  it('between two records of one second changes nothing', () => {
    expect(blocks(at(1, 5, 0), { t: 1, restart: true }, at(2, 6, 1))).toEqual(blocks(at(1, 5, 0), at(2, 6, 1)));
  });

  it('leaves out the time since the last line', () => {
    const { closed } = taken([at(1.5, 5, 0), { t: 100.25, restart: true }, at(101, 6, 0), at(102, 7, 0)]);

    expect(closed.map(({ end, block }) => [end, block.seconds, block.untimed, shown(block.candidate)])).toEqual([
      [1, 1, false, '0/0'],
      [2, 0.5, false, '5/0!'],
      [101, 0.75, false, '6/0!'],
      [102, 1, false, '7/0!'],
    ]);
  });

  it('after whole seconds away judges what came since, and counts no time for it', () => {
    const { closed } = taken([at(1, 5, 0), { t: 9, restart: true }, at(9, 6, 0)]);

    expect(closed.map(({ end, block }) => [end, block.untimed, shown(block.candidate)])).toEqual([
      [1, false, '5/0!'],
      [9, true, '6/0!'],
    ]);
  });
});

describe('a jump of the wall clock', () => {
  it('by more than 60 s is told with the block in which it lies, either way', () => {
    const jumps = (seconds: number) =>
      taken([at(1, 5, 0), { t: 1.5, clock_jump_s: seconds }, at(3, 1, 0)]).closed.map(({ jumped }) => jumped);

    expect([61, -61, 60].map(jumps)).toEqual([
      [false, true, false],
      [false, true, false],
      [false, false, false],
    ]);
  });
});
