import { lasting } from '../driver-failure.ts';
import type { HaproxySocket } from './runtime-socket.ts';

/** One line of `show stat`: a frontend, a listener, a server or a whole backend. */
export interface StatRow {
  readonly proxy: string;
  readonly service: string;
  readonly kind: 'frontend' | 'backend' | 'server' | 'listener';
  /** The text of a column; empty where this version of HAProxy has none. */
  text(column: string): string;
  /** The whole number in a column; 0 where there is none. */
  count(column: string): number;
}

const KINDS = ['frontend', 'backend', 'server', 'listener'] as const;

/** All lines of `show stat`. Columns are found by their names: each version of HAProxy appends some. */
export async function statRows(socket: HaproxySocket, signal: AbortSignal): Promise<readonly StatRow[]> {
  const text = await socket.ask('show stat', signal);
  const rows = rowsIn(text);
  if (rows === undefined) throw lasting(`what HAProxy at ${socket.path} answers to  show stat  is no table of it`);
  return rows;
}

/** The lines of a table; undefined when it is none. */
export function rowsIn(text: string): readonly StatRow[] | undefined {
  const [head = '', ...lines] = text.trim().split('\n');
  if (!head.startsWith('# pxname,svname,')) return undefined;
  const columns = new Map(
    head
      .slice(2)
      .split(',')
      .map((name, index) => [name, index]),
  );
  return lines.flatMap((line) => {
    const cells = line.split(',');
    const cell = (column: string): string => cells[columns.get(column) ?? -1] ?? '';
    const kind = KINDS[Number(cell('type') || Number.NaN)];
    if (kind === undefined) return [];
    const count = (column: string): number => {
      const number = Number(cell(column));
      return Number.isSafeInteger(number) && number >= 0 ? number : 0;
    };
    return [{ proxy: cell('pxname'), service: cell('svname'), kind, text: cell, count }];
  });
}
