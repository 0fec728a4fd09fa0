import type { Totals } from './totals.ts';
import { zeros } from './zeros.ts';

/** What is counted of one block: its seconds, its requests, its events, then whatever else is to be summed. */
export type Row = readonly number[];

/**
 * The last minute, block by block, with the sums of it: plain JSON, changed in place. Rows lie in a ring, so nothing is copied or
 * summed anew as long as the blocks last whole seconds.
 */
export interface Minute {
  readonly sums: number[];
  /** The ring: row behind row, as many as it has room for. */
  rows: number[];
  /** The oldest row of the minute, and how many there are. */
  first: number;
  count: number;
}

const SECONDS = 60;
/** A row this long may push out so many others that summing up the rest costs less than taking them away. */
const LONG = 7.5;
const FIRST_ROOM = 8;

/** A minute in which nothing was counted yet, of rows with so many numbers. */
export const emptyMinute = (columns: number): Minute => ({ sums: zeros(columns), rows: [], first: 0, count: 0 });

/** The same minute for another to change. */
export const copyMinute = (minute: Minute): Minute => ({
  ...minute,
  sums: minute.sums.slice(),
  rows: minute.rows.slice(),
});

/** Adds one row; what is older than a minute leaves. */
export function addRow(minute: Minute, row: Row): void {
  // A block without a length would stay for ever.
  if (row[0] === 0) return;
  const { sums } = minute;
  if (minute.count * sums.length === minute.rows.length) makeRoom(minute);
  const { rows } = minute;
  const place = placeOf(minute, minute.count);
  for (let column = 0; column < sums.length; column += 1) {
    const number = row[column] ?? 0;
    rows[place + column] = number;
    sums[column] = (sums[column] ?? 0) + number;
  }
  minute.count += 1;
  // Parts of seconds do not add up and take away to the same bits.
  if (!Number.isInteger(sums[0]) || (row[0] ?? 0) > LONG) sumAgain(minute);
  else while (minute.count > 0 && oldest(minute) <= (sums[0] ?? 0) - SECONDS) takeOldest(minute);
}

/** Where the row lies that is so many behind the oldest. */
function placeOf({ sums, rows, first }: Minute, index: number): number {
  const place = (first + index) * sums.length;
  return place < rows.length ? place : place - rows.length;
}

const oldest = (minute: Minute): number => minute.rows[placeOf(minute, 0)] ?? 0;

function makeRoom(minute: Minute): void {
  const { sums, rows, first, count } = minute;
  const start = first * sums.length;
  const room = zeros(Math.max(FIRST_ROOM, 2 * count) * sums.length);
  for (let at = 0; at < rows.length; at += 1) room[at] = rows[(start + at) % rows.length] ?? 0;
  minute.rows = room;
  minute.first = 0;
}

function takeOldest(minute: Minute): void {
  const { sums, rows } = minute;
  const place = placeOf(minute, 0);
  for (let column = 0; column < sums.length; column += 1)
    sums[column] = (sums[column] ?? 0) - (rows[place + column] ?? 0);
  dropOldest(minute);
}

function dropOldest(minute: Minute): void {
  minute.first = minute.first + 1 === minute.rows.length / minute.sums.length ? 0 : minute.first + 1;
  minute.count -= 1;
}

function sumAgain(minute: Minute): void {
  const { sums } = minute;
  let excess = columnSum(minute, 0) - SECONDS;
  while (minute.count > 0 && oldest(minute) <= excess) {
    excess -= oldest(minute);
    dropOldest(minute);
  }
  for (let column = 0; column < sums.length; column += 1) sums[column] = columnSum(minute, column);
}

function columnSum(minute: Minute, column: number): number {
  let sum = 0;
  for (let index = 0; index < minute.count; index += 1) sum += minute.rows[placeOf(minute, index) + column] ?? 0;
  return sum;
}

/** The requests and events of the newest blocks that together last so many seconds. */
export function newest(minute: Minute, seconds: number): Totals {
  const { rows } = minute;
  let left = seconds;
  let requests = 0;
  let errors = 0;
  for (let index = minute.count - 1; index >= 0 && left > 0; index -= 1) {
    const place = placeOf(minute, index);
    requests += rows[place + 1] ?? 0;
    errors += rows[place + 2] ?? 0;
    left -= rows[place] ?? 0;
  }
  return { requests, errors };
}
