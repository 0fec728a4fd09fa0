import type { Track } from '../../../core/unit/environment.ts';
import { lasting } from '../../shared/driver-failure.ts';
import { backendOf } from '../../shared/haproxy/backends.ts';
import type { HaproxySocket } from '../../shared/haproxy/runtime-socket.ts';
import { type StatRow, statRows } from '../../shared/haproxy/stat-rows.ts';

/** What HAProxy counted of a track since it started. */
export interface TrackCounters {
  readonly requests: number;
  readonly errors: number;
  /** Requests that were given to the track; those under way are among them. */
  readonly routed: number;
}

/** The counters of both tracks, and the process that counts: another one begins at zero. Null where there is no such backend. */
export interface Counters {
  readonly boot: string;
  readonly tracks: Readonly<Record<Track, TrackCounters | null>>;
}

const ANSWERED = ['hrsp_1xx', 'hrsp_2xx', 'hrsp_3xx', 'hrsp_4xx', 'hrsp_5xx'];

/** Reads what was counted until now. */
export async function countersAt(socket: HaproxySocket, backend: string, signal: AbortSignal): Promise<Counters> {
  const info = await socket.ask('show info', signal);
  const pid = /^Pid: (\d+)$/m.exec(info)?.[1];
  if (pid === undefined) throw lasting(`what HAProxy at ${socket.path} answers to  show info  names no process`);
  const rows = await statRows(socket, signal);
  const of = (track: Track): TrackCounters | null => {
    const name = backendOf(backend, track);
    const row = rows.find(({ proxy, kind }) => proxy === name && kind === 'backend');
    return row === undefined ? null : countersIn(row);
  };
  return { boot: pid, tracks: { stable: of('stable'), candidate: of('candidate') } };
}

/**
 * The line of a whole backend, which goes on when servers come and go. Whoever could not be connected to anybody got a 503 of
 * HAProxy's own, and is among the 5xx; an answer that broke off had a good status and is counted apart. Users who left before an
 * answer began are neither good nor bad.
 */
export function countersIn(row: StatRow): TrackCounters {
  const requests = ANSWERED.reduce((sum, column) => sum + row.count(column), 0);
  return { requests, errors: row.count('hrsp_5xx') + row.count('srv_abrt'), routed: row.count('stot') };
}
