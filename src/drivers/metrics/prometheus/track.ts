import type { RatioCounts, TrackMeasurement } from '../../../core/verdict/measurement.ts';
import type { Series } from './answer.ts';
import { latencyOf } from './histogram.ts';
import { CONTRADICTION, incrementsOf, type ScrapedTarget, targetKey, targetsOf } from './increments.ts';

/** The counters of one track as they were answered. */
export interface TrackSeries {
  readonly requests: readonly Series[];
  readonly errors: readonly Series[];
  /** Null where no histogram is configured. */
  readonly latency: readonly Series[] | null;
  readonly latencyUnit: number;
  /** Why no series of errors is no proof that there were none; null where it is one. */
  readonly noErrorsIsNoProof: string | null;
}

/** A piece of the server's time: what lies after one moment and up to another, for each target from where it was counted. */
export interface Piece {
  readonly until: number;
  readonly after: (target: string) => number;
}

/** What a track did in a piece of time, and the errors that ran ahead of their requests. */
export interface CountedTrack {
  readonly measured: TrackMeasurement;
  readonly owed: number;
}

/** The newest moment at which a track was scraped; undefined when it has no series. */
export function newestOf({ requests }: TrackSeries): number | undefined {
  const ends = [...targetsOf(requests).values()].map(({ until }) => until);
  return ends.length === 0 ? undefined : Math.max(...ends);
}

/** Counts one track. Requests decide what is looked at: errors and latencies are taken of the same scrapes and no others. */
export function countTrack(series: TrackSeries, piece: Piece, owedBefore: number): CountedTrack {
  const absent = (why: 'empty' | 'nan', detail: string): CountedTrack => ({
    measured: { kind: 'absent', why, detail },
    owed: owedBefore,
  });
  const targets = targetsOf(series.requests);
  if (targets.size === 0) return absent('empty', 'no series for requests');
  if (series.errors.length === 0 && series.noErrorsIsNoProof !== null) return absent('empty', series.noErrorsIsNoProof);
  if (isStrange(series.errors, targets)) return absent('empty', 'errors are scraped where no requests are');
  const within = (key: string) => {
    const target = targets.get(key);
    return target === undefined ? undefined : { after: piece.after(key), until: Math.min(target.until, piece.until) };
  };
  const fresh = [...targets.keys()].some((key) => isNew(within(key), series.requests, key));
  const requests = sumOf(series.requests, targets, within);
  const errors = sumOf(series.errors, targets, within);
  if (requests === CONTRADICTION || errors === CONTRADICTION)
    return absent('nan', 'errors fell while requests did not: one of them counts something else');
  if (!isCount(requests)) return absent('nan', `requests rose by ${requests}, which is no count`);
  if (!isCount(errors)) return absent('nan', `errors rose by ${errors}, which is no count`);
  const told = Math.min(requests, errors + owedBefore);
  const latency = series.latency === null ? null : latencyOf(series.latency, series.latencyUnit, targets, within);
  return {
    measured: { kind: 'counts', requests, errors: told, latency, ...(fresh ? {} : { fresh: false }) },
    owed: errors + owedBefore - told,
  };
}

/** What a pair of counters counted: how many of how many; undefined when it cannot be said. */
export function countRatio(
  numerator: readonly Series[],
  denominator: readonly Series[],
  piece: Piece,
): RatioCounts | undefined {
  const targets = targetsOf(denominator);
  const within = (key: string) => ({ after: piece.after(key), until: piece.until });
  const of = sumOf(denominator, targets, within);
  const events = sumOf(numerator, targets, within);
  if (targets.size === 0 || isStrange(numerator, targets)) return undefined;
  if (of === CONTRADICTION || events === CONTRADICTION) return undefined;
  return isCount(of) && isCount(events) && events <= of ? { of, events } : undefined;
}

type Within = (target: string) => { readonly after: number; readonly until: number } | undefined;

/** Something known for longer than one scrape at a place that the other counter is not at: they cannot be told apart by target. */
const isStrange = (series: readonly Series[], targets: ReadonlyMap<string, ScrapedTarget>): boolean =>
  series.some(({ labels, samples }) => samples.length > 1 && !targets.has(targetKey(labels)));

const isNew = (range: ReturnType<Within>, series: readonly Series[], key: string): boolean =>
  range !== undefined &&
  series.some(
    ({ labels, samples }) =>
      targetKey(labels) === key && samples.some(({ at }) => at > range.after && at <= range.until),
  );

function sumOf(
  series: readonly Series[],
  targets: ReadonlyMap<string, ScrapedTarget>,
  within: Within,
): number | typeof CONTRADICTION {
  let sum = 0;
  for (const one of series) {
    const key = targetKey(one.labels);
    const target = targets.get(key);
    const range = within(key);
    if (target === undefined || range === undefined) continue;
    const increments = incrementsOf(one, target, range.after, range.until);
    if (increments === CONTRADICTION) return CONTRADICTION;
    for (const { by } of increments) sum += by;
  }
  return sum;
}

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0;
