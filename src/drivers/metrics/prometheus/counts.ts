import type { Track } from '../../../core/unit/environment.ts';
import type { PrometheusSourceSpec, RatioQuery, SeriesSpec } from '../../../core/unit/metrics.ts';
import { seriesSelector } from '../../../core/unit/series-selector.ts';
import { type Measurement, NO_VALUES, type RatioCounts, type TrackRatios } from '../../../core/verdict/measurement.ts';
import type { MetricSource } from '../../../ports/metric-source.ts';
import type { Series } from './answer.ts';
import { bucketUnit } from './histogram.ts';
import { targetsOf } from './increments.ts';
import { pingServer } from './ping.ts';
import { Marks, type Position, positionAt, positionIn, positionText } from './positions.ts';
import { noSeriesIsNoProof, ofTrack, rangeOf } from './selectors.ts';
import { type PrometheusServer, prometheusServer } from './server.ts';
import { countRatio, countTrack, newestOf, type Piece, type TrackSeries } from './track.ts';

/** What to count, and how often it is asked. */
export interface PrometheusCounts {
  readonly name: string;
  readonly spec: PrometheusSourceSpec;
  readonly series: SeriesSpec;
  /** Declared pairs of counters by name. */
  readonly ratios: Readonly<Record<string, RatioQuery>>;
  /** Milliseconds. */
  readonly interval: number;
  readonly now?: () => number;
}

const TRACKS = ['stable', 'candidate'] as const;
/** What was missed for longer is lost. */
const LONGEST_GAP = 15 * 60_000;
/** A counter is looked for this far back, so that slow scrapes still have a sample to count from. */
const LOOK_BACK = 120_000;
/** How finely the time before a deployment is told. */
const HISTORY_PIECE = 60_000;

/** All that is answered for one track. */
interface Answered extends TrackSeries {
  readonly ratios: Readonly<Record<string, readonly [numerator: readonly Series[], denominator: readonly Series[]]>>;
}

type Answers = Readonly<Record<Track, Answered>>;

/** Counts what a Prometheus server scraped: raw counters with the times of their samples, no rates and no quantiles. */
export function prometheusCounts(options: PrometheusCounts): MetricSource {
  const { name, interval } = options;
  const server = prometheusServer(options.spec);
  const marks = new Marks();
  const lookBack = Math.max(LOOK_BACK, 3 * interval);

  const look = async (now: number, cut: number, signal: AbortSignal): Promise<Answers> => {
    const back = now - cut + lookBack;
    const stable = await answersOf(server, options, 'stable', now, back, signal);
    return { stable, candidate: await answersOf(server, options, 'candidate', now, back, signal) };
  };
  return {
    name,
    read: async (after, signal) => {
      const now = await server.now(signal);
      const from = after === null ? positionAt(now) : positionIn(after);
      const cut = Math.max(from.cut, now - LONGEST_GAP);
      const answers = await look(now, cut, signal);
      if (after === null) return [beginning(name, answers, now)];
      const rows = rowsOf(name, answers, { ...from, cut }, marks.after(after, cut), interval);
      const last = rows.at(-1);
      if (last === undefined) return silence(name, answers, after, interval, now);
      marks.note(last.cursor, marksOf(answers));
      return rows;
    },
    history: async (seconds, signal) => {
      const now = await server.now(signal);
      const cut = now - seconds * 1_000;
      return rowsOf(name, await look(now, cut, signal), positionAt(cut), () => cut, HISTORY_PIECE);
    },
    ping: (signal) => pingServer(server, options.spec.url, options.now ?? Date.now, signal),
  };
}

/** What was counted from a position on, in pieces of one interval. */
function rowsOf(
  name: string,
  answers: Answers,
  from: Position,
  counted: (target: string) => number,
  interval: number,
): readonly Measurement[] {
  const newest = Math.max(newestOf(answers.stable) ?? 0, newestOf(answers.candidate) ?? 0);
  const rows: Measurement[] = [];
  let position = from;
  for (const until of piecesOf(from.cut, newest, interval)) {
    const start = position.cut;
    // Only in the first piece a scrape may be counted that ended after the last look began.
    const after = rows.length === 0 ? counted : (key: string): number => Math.max(start, counted(key));
    const row = rowOf(name, answers, { until, after }, position);
    rows.push(row.measured);
    position = row.position;
  }
  return rows;
}

async function answersOf(
  server: PrometheusServer,
  { series, ratios }: PrometheusCounts,
  track: Track,
  moment: number,
  back: number,
  signal: AbortSignal,
): Promise<Answered> {
  const ask = (selector: string) => server.at(rangeOf(ofTrack(selector, track), back), moment, signal);
  const pairs = Object.entries(ratios);
  const [requests, errors, latency, ...pairAnswers] = await Promise.all([
    ask(series.requests),
    ask(series.errors),
    series.latency === null ? null : ask(series.latency),
    ...pairs.map(([, { numerator, denominator }]) => Promise.all([ask(numerator), ask(denominator)])),
  ]);
  return {
    requests,
    errors,
    latency,
    latencyUnit: bucketUnit(seriesSelector(series.latency ?? '')?.metric ?? ''),
    noErrorsIsNoProof: noSeriesIsNoProof(series.errors, series.requests, requests),
    ratios: Object.fromEntries(pairs.map(([ratio], index) => [ratio, pairAnswers[index] ?? [[], []]])),
  };
}

/** The ends of the pieces that a stretch of the server's time is told in: what was missed comes in pieces of one interval. */
function piecesOf(from: number, until: number, interval: number): readonly number[] {
  if (until <= from) return [];
  const count = Math.max(1, Math.round((until - from) / interval));
  return Array.from({ length: count }, (_, index) => (index === count - 1 ? until : from + (index + 1) * interval));
}

/** Up to which moment each target is counted now. */
const marksOf = ({ stable, candidate }: Answers): ReadonlyMap<string, number> =>
  new Map(
    [stable, candidate].flatMap(({ requests }) => [...targetsOf(requests)].map(([key, { until }]) => [key, until])),
  );

function rowOf(
  name: string,
  answered: Answers,
  piece: Piece,
  from: Position,
): { readonly measured: Measurement; readonly position: Position } {
  const stable = countTrack(answered.stable, piece, from.owed.stable);
  const candidate = countTrack(answered.candidate, piece, from.owed.candidate);
  const position = { cut: piece.until, owed: { stable: stable.owed, candidate: candidate.owed } };
  const ratios = ratiosOf(answered, piece);
  const measured: Measurement = {
    source: name,
    cursor: positionText(position),
    sourceTime: piece.until / 1_000,
    covers: Math.max(1, Math.round((piece.until - from.cut) / 1_000)),
    tracks: { stable: stable.measured, candidate: candidate.measured },
    values: NO_VALUES,
    ...(ratios === undefined ? {} : { ratios }),
    routed: null,
  };
  return { measured, position };
}

function ratiosOf(answered: Answers, piece: Piece): TrackRatios | undefined {
  const [stable, candidate] = TRACKS.map((track) =>
    Object.fromEntries(
      Object.entries(answered[track].ratios).flatMap(([ratio, [numerator, denominator]]) => {
        const counts = countRatio(numerator, denominator, piece);
        return counts === undefined ? [] : [[ratio, counts] satisfies [string, RatioCounts]];
      }),
    ),
  );
  if (stable === undefined || candidate === undefined) return undefined;
  return Object.keys({ ...stable, ...candidate }).length === 0 ? undefined : { stable, candidate };
}

/** The first look: counting starts at what is there, and nothing is known to have happened. */
function beginning(name: string, answered: Answers, now: number): Measurement {
  const newest = Math.max(newestOf(answered.stable) ?? 0, newestOf(answered.candidate) ?? 0);
  const position = positionAt(newest === 0 ? now : newest);
  const piece: Piece = { until: position.cut, after: () => position.cut };
  return { ...rowOf(name, answered, piece, position).measured, covers: 0 };
}

/** Nothing was scraped since: no news, unless a track has no series at all. */
function silence(
  name: string,
  answered: Answers,
  cursor: string,
  interval: number,
  now: number,
): readonly Measurement[] {
  const piece: Piece = { until: now, after: () => now };
  const { measured } = rowOf(name, answered, piece, positionIn(cursor));
  const { stable, candidate } = measured.tracks;
  if (stable.kind === 'counts' && candidate.kind === 'counts') return [];
  return [{ ...measured, cursor, covers: Math.max(1, Math.round(interval / 1_000)) }];
}
