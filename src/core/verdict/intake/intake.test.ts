import { describe, expect, it } from 'vitest';
import { absent, at, blocks, candidates, ends, taken, total } from '../../../testing/taken-records.ts';
import { takeRecord } from './intake.ts';
import { startIntake } from './intake-state.ts';
import { readRecord } from './read-record.ts';

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
