import { describe, expect, it } from 'vitest';
import { KEPT, type SecondRow, secondRows } from './second-rows.ts';

const START = 5_000.25;
const read = (text: string) => JSON.parse(text) as { boot: string; rows: SecondRow[] };

function counting() {
  const rows = secondRows('boot', 100, START);
  return { rows, rowsAfter: (second: number | null, at: number) => read(rows.textAfter(second, START + at)).rows };
}

describe('per-second rows', () => {
  it('hold what ended in their second, with its whole duration', () => {
    const { rows, rowsAfter } = counting();
    rows.count('candidate', 'routed', START + 100);
    rows.ended('candidate', 180, false, START + 999);
    rows.ended('candidate', 180, true, START + 1000);

    const [first, second] = rowsAfter(99, 2000);

    expect(first).toMatchObject({
      second: 100,
      candidate: { requests: 1, errors: 0, routed: 1, latency: [[2228, 1]] },
      stable: { requests: 0, errors: 0, routed: 0, latency: [] },
    });
    expect(second).toMatchObject({
      second: 101,
      candidate: { requests: 1, errors: 1, routed: 0, latency: [[2228, 1]] },
    });
  });

  it('hold every duration of a second, however many there are', () => {
    const { rows, rowsAfter } = counting();
    for (let request = 0; request < 10_000; request++) rows.ended('stable', request % 2 === 0 ? 1 : 180, false, START);
    rows.ended('stable', 1, false, START + 1000);

    const [first, second] = rowsAfter(99, 2000);

    expect(first?.stable).toMatchObject({
      requests: 10_000,
      latency: [
        [1280, 5_000],
        [2228, 5_000],
      ],
    });
    expect(second?.stable.latency).toEqual([[1280, 1]]);
  });

  it('are there for every whole second, also for those in which nothing came', () => {
    const { rows, rowsAfter } = counting();
    rows.ended('stable', 1, false, START + 3500);

    expect(rowsAfter(99, 5000).map((row) => [row.second, row.stable.requests])).toEqual([
      [100, 0],
      [101, 0],
      [102, 0],
      [103, 1],
      [104, 0],
    ]);
  });

  it('can be read only when their second is over', () => {
    const { rows, rowsAfter } = counting();
    rows.ended('stable', 1, false, START + 10);

    expect(rowsAfter(99, 999.99)).toEqual([]);
    expect(rowsAfter(null, 999.99)).toEqual([]);
    expect(rowsAfter(99, 1000)).toHaveLength(1);
  });

  it('are kept for fifteen minutes', () => {
    const { rows, rowsAfter } = counting();
    for (let second = 0; second < KEPT + 10; second++) rows.ended('stable', 1, false, START + second * 1000);

    const kept = rowsAfter(0, (KEPT + 10) * 1000);

    expect([kept.length, kept[0]?.second, kept.at(-1)?.second]).toEqual([KEPT, 110, 100 + KEPT + 9]);
    expect(kept.every((row) => row.stable.requests === 1)).toBe(true);
  });

  it('survive a silence longer than they are kept', () => {
    const { rows, rowsAfter } = counting();
    rows.ended('stable', 1, false, START);

    const kept = rowsAfter(0, KEPT * 5000);

    expect(kept).toHaveLength(KEPT);
    expect(kept.map((row) => row.second)).toEqual(Array.from({ length: KEPT }, (_, at) => 100 + KEPT * 4 + at));
    expect(kept.every((row) => row.stable.requests === 0)).toBe(true);
  });

  it('give the newest one alone to whoever has no position', () => {
    const { rowsAfter } = counting();

    expect(rowsAfter(null, 7000).map((row) => row.second)).toEqual([106]);
    expect(rowsAfter(106, 7000)).toEqual([]);
    expect(rowsAfter(104, 7000).map((row) => row.second)).toEqual([105, 106]);
  });

  it('count apart what says nothing about the track', () => {
    const { rows, rowsAfter } = counting();
    for (const what of ['aborted', 'retried', 'tested'] as const) rows.count('stable', what, START);

    expect(rowsAfter(99, 1000)[0]?.stable).toMatchObject({
      requests: 0,
      errors: 0,
      routed: 0,
      aborted: 1,
      retried: 1,
      tested: 1,
    });
  });

  it('name the second that is still open', () => {
    const { rows } = counting();

    expect(rows.current(START + 2500)).toBe(102);
  });
});
