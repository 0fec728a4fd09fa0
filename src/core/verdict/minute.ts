import type { Totals } from './totals.ts';
import { zeros } from './zeros.ts';

/** What is counted of one block: its seconds, its requests, its events, then whatever else is to be summed. */
export type Row = readonly number[];

/**
 * The last minute, block by block, with the sums of it. One more block is one more link; every few of them become a piece,
 * from whose front rows leave. So nothing is copied or summed anew, as long as the blocks last whole seconds.
 */
export interface Minute {
  readonly sums: Row;
  /** So many rows of the first piece have left the minute. */
  readonly gone: number;
  /** Oldest first. */
  readonly pieces: readonly (readonly Row[])[];
  readonly open: Link | null;
}

/** The newest row, and those before it that are in no piece yet. */
interface Link {
  readonly row: Row;
  readonly before: Link | null;
  readonly length: number;
}

const SECONDS = 60;
const PIECE = 8;
const NO_ROWS: readonly Row[] = [];
const NO_ROW: Row = [];

/** A minute in which nothing was counted yet, of rows with so many numbers. */
export const emptyMinute = (columns: number): Minute => ({ sums: zeros(columns), gone: 0, pieces: [], open: null });

/** The minute with one more row; what is older leaves it. */
export function addRow(minute: Minute, row: Row): Minute {
  // A block without a length would stay for ever.
  if (row[0] === 0) return minute;
  const sums = minute.sums.slice();
  add(sums, row, 1);
  // Parts of seconds do not add up and take away to the same bits, and one long block may end several pieces.
  if (!Number.isInteger(sums[0]) || (row[0] ?? 0) > SECONDS / PIECE) return summedAgain(minute, row);
  let { gone, pieces } = minute;
  let open: Link | null = { row, before: minute.open, length: 1 + (minute.open?.length ?? 0) };
  if (open.length >= PIECE) {
    pieces = [...pieces, rowsIn(open)];
    open = null;
  }
  for (;;) {
    const first = pieces[0] ?? NO_ROWS;
    const oldest = first[gone];
    if (oldest === undefined || (oldest[0] ?? 0) > (sums[0] ?? 0) - SECONDS) break;
    add(sums, oldest, -1);
    gone += 1;
    if (gone === first.length) {
      pieces = pieces.slice(1);
      gone = 0;
    }
  }
  return { sums, gone, pieces, open };
}

function add(sums: number[], row: Row, times: 1 | -1): void {
  for (let column = 0; column < sums.length; column += 1)
    sums[column] = (sums[column] ?? 0) + times * (row[column] ?? 0);
}

/** Rows in the order in which they came. */
function rowsIn(open: Link | null): readonly Row[] {
  const rows: Row[] = [];
  for (let link = open; link !== null; link = link.before) rows.push(link.row);
  return rows.reverse();
}

function summedAgain({ gone, pieces, open }: Minute, row: Row): Minute {
  const rows = [...pieces.flat().slice(gone), ...rowsIn(open), row];
  const total = (of: readonly Row[], column: number): number => of.reduce((sum, each) => sum + (each[column] ?? 0), 0);
  let excess = total(rows, 0) - SECONDS;
  let dropped = 0;
  for (const [length = 0] of rows) {
    if (length > excess) break;
    excess -= length;
    dropped += 1;
  }
  const kept = rows.slice(dropped);
  return { sums: row.map((_, column) => total(kept, column)), gone: 0, pieces: [kept], open: null };
}

/** The requests and events of the newest blocks that together last so many seconds. */
export function newest({ gone, pieces, open }: Minute, seconds: number): Totals {
  let left = seconds;
  let requests = 0;
  let errors = 0;
  for (let link = open; link !== null && left > 0; link = link.before) {
    requests += link.row[1] ?? 0;
    errors += link.row[2] ?? 0;
    left -= link.row[0] ?? 0;
  }
  for (let piece = pieces.length - 1; piece >= 0 && left > 0; piece -= 1) {
    const rows = pieces[piece] ?? NO_ROWS;
    for (let index = rows.length - 1; index >= (piece === 0 ? gone : 0) && left > 0; index -= 1) {
      const row = rows[index] ?? NO_ROW;
      requests += row[1] ?? 0;
      errors += row[2] ?? 0;
      left -= row[0] ?? 0;
    }
  }
  return { requests, errors };
}
