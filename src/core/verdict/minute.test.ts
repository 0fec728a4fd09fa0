import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addRow, copyMinute, emptyMinute, type Minute, newest, type Row } from './minute.ts';

/** The same by hand: all rows are kept, and the newest that last a minute are looked for each time. */
function byHand(rows: readonly Row[], seconds: number): readonly Row[] {
  const kept = rows.filter(([length]) => length !== 0);
  let [first, left] = [kept.length, seconds];
  while (first > 0 && left > 0) {
    first -= 1;
    left -= kept[first]?.[0] ?? 0;
  }
  return kept.slice(first);
}

const sumOf = (rows: readonly Row[], column: number): number => rows.reduce((sum, row) => sum + (row[column] ?? 0), 0);
const minuteOf = (rows: readonly Row[]): Minute => withRows(emptyMinute(3), rows);

function withRows(minute: Minute, rows: readonly Row[]): Minute {
  for (const row of rows) addRow(minute, row);
  return minute;
}

const row = (length: fc.Arbitrary<number>): fc.Arbitrary<Row> =>
  fc.tuple(length, fc.nat({ max: 50 }), fc.nat({ max: 5 }));
const whole = fc.array(row(fc.constantFrom(1, 1, 1, 1, 0, 2, 7, 8, 15, 59, 60, 300)), { maxLength: 200 });
const halves = fc.array(row(fc.constantFrom(0.5, 1, 0.25, 1, 20.5)), { maxLength: 200 });

describe('the last minute', () => {
  it('sums up the newest blocks that last sixty seconds, whatever their lengths are', () => {
    fc.assert(
      fc.property(fc.oneof(whole, halves), (rows) => {
        const { sums } = minuteOf(rows);

        expect(sums).toEqual([0, 1, 2].map((column) => sumOf(byHand(rows, 60), column)));
      }),
    );
  });

  it('tells what the newest blocks of it counted', () => {
    fc.assert(
      fc.property(fc.oneof(whole, halves), fc.constantFrom(1, 10, 60), (rows, seconds) => {
        const counted = newest(minuteOf(rows), seconds);

        const expected = byHand(rows, seconds);
        expect(counted).toEqual({ requests: sumOf(expected, 1), errors: sumOf(expected, 2) });
      }),
    );
  });

  it('goes on to the same bits when it was written and read back or copied, and leaves a copy as it was', () => {
    fc.assert(
      fc.property(fc.oneof(whole, halves), fc.oneof(whole, halves), (first, then) => {
        const minute = minuteOf(first);
        const [read, copy] = [JSON.parse(JSON.stringify(minute)) as Minute, copyMinute(minute)];
        const untouched = copyMinute(copy);

        const { sums } = withRows(minute, then);

        expect(withRows(read, then).sums).toEqual(sums);
        expect(copy).toEqual(untouched);
        expect(withRows(copy, then).sums).toEqual(sums);
      }),
    );
  });
});
