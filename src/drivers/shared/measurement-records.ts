import type { Track } from '../../core/unit/environment.ts';
import { addedSince, totalsAfter } from '../../core/verdict/intake/counter.ts';
import { readRecord } from '../../core/verdict/intake/read-record.ts';
import type { TrackRecord } from '../../core/verdict/intake/record.ts';
import { addLatency, emptyTallies, type Tally, trackBlockOf } from '../../core/verdict/intake/tally.ts';
import type { Measurement, TrackMeasurement } from '../../core/verdict/measurement.ts';
import { DriverError } from '../../ports/driver-error.ts';
import { printable } from './printable.ts';
import { positionIn, positionText, type TrackPosition } from './record-position.ts';

/** Nobody sends more records in one answer; each costs work. */
const MOST = 1_000;

/** The records of an answer: one JSON object a line. What is no record fails the whole answer, with its line. */
export function trackRecordsIn(text: string, arrivedAt: number): readonly TrackRecord[] {
  const lines = text.split('\n').map((line, index) => ({ line: line.trim(), number: index + 1 }));
  const written = lines.filter(({ line }) => line !== '');
  if (written.length > MOST) throw unreadable(`${written.length} records in one answer; at most ${MOST} are read`);
  return written.map(({ line, number }) => {
    const read = readRecord(parsed(line, number), arrivedAt);
    if ('problem' in read) throw unreadable(`line ${number}: ${read.problem.message}; ${read.problem.remedy}`);
    if (read.record.kind === 'track') return read.record;
    throw unreadable(`line ${number}: ${read.record.kind} is a record of replays alone`);
  });
}

function parsed(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw unreadable(`line ${number} is no JSON: ${printable(line.slice(0, 80))}`);
  }
}

const unreadable = (why: string): DriverError =>
  new DriverError(`the answer is no measurement: ${why}`, { retryable: true });

/** What a source is, to make a measurement of its records. */
export interface RecordSource {
  readonly name: string;
  /** Seconds that one answer covers where its times do not say so. */
  readonly interval: number;
}

/** What the records add to what was known at a position; nothing when they hold nothing new. Totals are told by their difference. */
export function measurementOf(
  source: RecordSource,
  records: readonly TrackRecord[],
  after: string | null,
  arrivedAt: number,
): readonly Measurement[] {
  const before = positionIn(after);
  const stable = takenOf('stable', records, before.stable);
  const candidate = takenOf('candidate', records, before.candidate);
  const isBegun = after !== null || records.some(({ counter, counts }) => !counter && counts !== null);
  if (!stable.isNew && !candidate.isNew) return [];
  const times = [stable, candidate].flatMap(({ position }) => position.sourceTime ?? []);
  const cover = Math.max(coverOf(before.stable, stable.position), coverOf(before.candidate, candidate.position));
  return [
    {
      source: source.name,
      cursor: positionText({ stable: stable.position, candidate: candidate.position }),
      sourceTime: times.length === 0 ? arrivedAt : Math.max(...times),
      covers: isBegun ? Math.max(1, Math.round(cover > 0 ? cover : source.interval)) : 0,
      tracks: { stable: stable.measured, candidate: candidate.measured },
      values: { stable: stable.values, candidate: candidate.values },
      routed:
        stable.routed === null && candidate.routed === null
          ? null
          : { stable: stable.routed ?? 0, candidate: candidate.routed ?? 0 },
    },
  ];
}

interface Taken {
  readonly measured: TrackMeasurement;
  readonly values: Readonly<Record<string, number>>;
  readonly routed: number | null;
  readonly position: TrackPosition;
  readonly isNew: boolean;
}

const coverOf = (before: TrackPosition, after: TrackPosition): number =>
  before.sourceTime === null || after.sourceTime === null ? 0 : after.sourceTime - before.sourceTime;

function takenOf(track: Track, records: readonly TrackRecord[], before: TrackPosition): Taken {
  const tally = emptyTallies()[track];
  let { sourceTime, totals } = before;
  const values: Record<string, number> = {};
  let isNew = false;
  let detail = '';
  for (const record of records) {
    if (record.track !== track) continue;
    // A record of a moment that was taken is the same record, or an older one.
    if (record.sourceTime !== null && sourceTime !== null && record.sourceTime <= sourceTime) continue;
    isNew = true;
    sourceTime = record.sourceTime ?? sourceTime;
    Object.assign(values, record.values ?? {});
    if (record.absence !== null) {
      tally.absence ??= record.absence.why;
      detail ||= record.absence.detail;
    } else if (record.counter) {
      const added = addedSince(totals, record);
      totals = totalsAfter(totals, record);
      if (added === 'contradictory') {
        tally.absence ??= 'nan';
        detail ||= 'errors or a bucket fell while requests did not';
      } else add(tally, record, { ...added, latency: added.histogram });
    } else add(tally, record, record);
  }
  const { block, excess } = trackBlockOf(tally, before.owed);
  return {
    measured: measuredOf(block, detail),
    values,
    routed: tally.routed,
    position: { sourceTime, totals, owed: excess },
    isNew,
  };
}

function add(tally: Tally, record: TrackRecord, added: Pick<TrackRecord, 'counts' | 'latency' | 'routed'>): void {
  if (added.counts !== null) {
    tally.requests += added.counts.requests;
    tally.errors += added.counts.errors;
  }
  if (added.routed !== null) tally.routed = (tally.routed ?? 0) + added.routed;
  if (record.counts !== null || record.latency !== null) tally.fresh = true;
  if (added.latency !== null) addLatency(tally, added.latency);
}

function measuredOf(block: ReturnType<typeof trackBlockOf>['block'], detail: string): TrackMeasurement {
  if (block.kind === 'absent') return { kind: 'absent', why: block.why, detail };
  const { requests, errors, latency, fresh } = block;
  return { kind: 'counts', requests, errors, latency, ...(fresh ? {} : { fresh: false }) };
}
