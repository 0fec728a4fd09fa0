import { BucketCounts, type SparseHistogram } from '../core/verdict/histogram.ts';
import type { Track } from './routing.ts';

/** What one track did in one second. Requests of the test route are counted under `tested` and nowhere else. */
export interface TrackRow {
  /** Requests that ended in this second, by the last byte or by an error. */
  readonly requests: number;
  /** Those that ended with 5xx, without a connection, by a timeout or before the last byte. */
  readonly errors: number;
  /** Requests assigned to the track in this second. */
  readonly routed: number;
  /** Requests whose client left: neither good nor bad. */
  readonly aborted: number;
  /** Requests that another member answered, because no connection to the first could be made. */
  readonly retried: number;
  readonly tested: number;
  /** Web sockets that instances broke off. Their handshakes were counted as requests long before, so these are no errors. */
  readonly cut: number;
  /** Web sockets that stood when the second was over. */
  readonly sockets: number;
  /** Whole durations to the last byte. */
  readonly latency: SparseHistogram;
}

/** One closed second. */
export type SecondRow = { readonly second: number } & Readonly<Record<Track, TrackRow>>;

/** Counts what happens, second by second. Times are steady milliseconds. */
export interface SecondRows {
  count(track: Track, what: 'routed' | 'aborted' | 'retried' | 'tested' | 'cut', now: number): void;
  /** Web sockets more, or less, that stand. */
  stand(track: Track, more: 1 | -1, now: number): void;
  ended(track: Track, duration: number, isError: boolean, now: number): void;
  /** The second that is being counted just now. */
  current(now: number): number;
  /** The closed rows after a second, as a JSON text; null gives the newest one alone. */
  textAfter(second: number | null, now: number): string;
}

/** Fifteen minutes. */
export const KEPT = 900;

const GATHERED = 4_096;

/** Starts counting at a second that is given a number by the caller; borders follow the steady clock. */
export function secondRows(boot: string, first: number, startedAt: number): SecondRows {
  const counters = { stable: trackCounter(), candidate: trackCounter() };
  // Rows are only ever read as text, and as text they need a tenth of the room.
  const kept: string[] = [];
  let open = 0;

  const advance = (now: number): void => {
    const due = Math.floor((now - startedAt) / 1000);
    if (due <= open) return;
    close();
    // After a long silence only the rows that are kept anyway need to be made.
    open = Math.max(open, due - KEPT);
    while (open < due) close();
  };
  const close = (): void => {
    const row: SecondRow = {
      second: first + open,
      stable: counters.stable.take(),
      candidate: counters.candidate.take(),
    };
    kept[open % KEPT] = JSON.stringify(row);
    open++;
  };

  return {
    count: (track, what, now) => {
      advance(now);
      counters[track].counts[what]++;
    },
    stand: (track, more, now) => {
      advance(now);
      counters[track].stand(more);
    },
    ended: (track, duration, isError, now) => {
      advance(now);
      counters[track].ended(duration, isError);
    },
    current: (now) => {
      advance(now);
      return first + open;
    },
    textAfter: (second, now) => {
      advance(now);
      const from = second === null ? open - 1 : second + 1 - first;
      const rows: string[] = [];
      for (let index = Math.max(0, open - KEPT, from); index < open; index++) rows.push(kept[index % KEPT] ?? '');
      return `{"boot":${JSON.stringify(boot)},"rows":[${rows.join(',')}]}`;
    },
  };
}

function trackCounter() {
  const counts = { requests: 0, errors: 0, routed: 0, aborted: 0, retried: 0, tested: 0, cut: 0 };
  let sockets = 0;
  // Durations are gathered and counted many at a time: that takes a fraction of counting each as it comes.
  const durations = new Float64Array(GATHERED);
  const buckets = new BucketCounts();
  let gathered = 0;
  const count = (): void => {
    buckets.countAll(durations, gathered);
    gathered = 0;
  };
  return {
    counts,
    stand: (more: number): void => {
      sockets += more;
    },
    ended: (duration: number, isError: boolean): void => {
      counts.requests++;
      if (isError) counts.errors++;
      durations[gathered] = duration;
      gathered++;
      if (gathered === GATHERED) count();
    },
    take: (): TrackRow => {
      count();
      const row = { ...counts, sockets, latency: counts.requests === 0 ? [] : buckets.take() };
      Object.assign(counts, { requests: 0, errors: 0, routed: 0, aborted: 0, retried: 0, tested: 0, cut: 0 });
      return row;
    },
  };
}
