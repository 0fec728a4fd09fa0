import type { Track } from '../../../core/unit/environment.ts';
import { bucketOf } from '../../../core/verdict/histogram.ts';
import type { SparseHistogram } from '../../../core/verdict/measurement.ts';
import { backendOf } from '../../shared/haproxy/backends.ts';
import type { HaproxySocket } from '../../shared/haproxy/runtime-socket.ts';

/** The ring that the frontend of a unit logs to. */
export const ringOf = (backend: string): string => `${backend}-times`;

/** How long the requests of each track took, and the last line that was read. */
export interface Times {
  /** Null while nothing was logged. */
  readonly last: string | null;
  readonly tracks: Readonly<Record<Track, SparseHistogram>>;
}

/** All that the ring of a unit holds, the oldest line first; undefined where HAProxy has no such ring. */
export async function ringText(
  socket: HaproxySocket,
  backend: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const text = await socket.ask(`show events ${ringOf(backend)}`, signal);
  return /^No such event sink/m.test(text) ? undefined : text;
}

// The number of the request in its process, its backend, how long it took in whole milliseconds, and the status of its answer. Other
// things may stand in the same line: a frontend has one format for its log.
const TOKEN = /(?:^|\s)plimsoll=(\d+\/([^\s/]+)\/(-?\d+)\/(-?\d+))(?=\s|$)/;

/**
 * What a ring tells behind the line `last`. All of it where that line is gone, or none was read before: what the ring lost since then is
 * missing, and what is left is a sample.
 */
export function timesIn(text: string, backend: string, last: string | null): Times {
  const told = text.split('\n').flatMap((line) => {
    const found = TOKEN.exec(line);
    if (found === null) return [];
    const [, token = '', proxy = '', duration, status] = found;
    return [{ token, proxy, duration: Number(duration), status: Number(status) }];
  });
  const known = last === null ? -1 : told.findLastIndex(({ token }) => token === last);
  const fresh = told.slice(known + 1);
  const of = (track: Track): SparseHistogram => {
    const name = backendOf(backend, track);
    // Who left before an answer began has no status, and is counted nowhere.
    return counted(fresh.filter(({ proxy, status }) => proxy === name && status > 0).map(({ duration }) => duration));
  };
  return { last: told.at(-1)?.token ?? last, tracks: { stable: of('stable'), candidate: of('candidate') } };
}

function counted(durations: readonly number[]): SparseHistogram {
  const counts = new Map<number, number>();
  for (const duration of durations) {
    const bucket = bucketOf(duration);
    if (bucket !== undefined) counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  return [...counts].sort(([one], [other]) => one - other);
}
