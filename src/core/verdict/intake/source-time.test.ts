import { describe, expect, it } from 'vitest';
import { at, blocks, candidates, shown, taken, total } from '../../../testing/taken-records.ts';

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
