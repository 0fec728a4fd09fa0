import type { IntakeState, Row } from './intake-state.ts';
import { emptyTallies } from './tally.ts';

/** Rows of more seconds than this are not kept apart: the router keeps no more either. */
const MOST = 900;

/**
 * Where a record of a source goes in the open block. Rows whose source times lie a second or more apart, delivered
 * within one second of ours, came late: each stands for itself. A row out of order goes with the newest.
 */
export function rowAt(state: IntakeState, source: string, time: number | null, advances: boolean): Row {
  const rows = rowsOf(state, source);
  const last = rows[rows.length - 1];
  if (last === undefined) return add(rows, time);
  if (time === null) return last;
  last.from ??= time;
  if (advances && time >= last.from + 1 && rows.length < MOST) return add(rows, time);
  if (time >= last.from) return last;
  return rows.findLast(({ from }) => from !== null && from <= time) ?? last;
}

function rowsOf(state: IntakeState, source: string): Row[] {
  for (const delivered of state.open) if (delivered.source === source) return delivered.rows;
  const rows: Row[] = [];
  state.open.push({ source, rows });
  return rows;
}

function add(rows: Row[], from: number | null): Row {
  const row = { from, tallies: emptyTallies() };
  rows.push(row);
  return row;
}
