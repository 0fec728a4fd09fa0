import type { Track } from '../../unit/environment.ts';
import type { Absence } from '../measurement.ts';
import { fields, finite, numberOrNull, text, truth, WrongField, wrong } from './fields.ts';
import { readLatency } from './read-latency.ts';
import type { IntakeRecord, ReadRecord, TrackRecord } from './record.ts';

const TRACKS: readonly Track[] = ['stable', 'candidate'];
const ABSENCES: readonly Absence[] = ['empty', 'error', 'timeout', 'nan'];
const KNOWN: ReadonlySet<string> = new Set([
  ...['t', 'track', 'source', 'source_time', 'counter', 'requests', 'errors', 'latency_ms', 'histogram'],
  ...['router_requests', 'values', 'absent', 'detail', 'clock_jump_s', 'restart'],
]);

/**
 * Reads one record from parsed JSON. A wrong type is a problem; an impossible value (null, negative, not whole, more
 * errors than requests) makes the record an absence. `arrivedAt` stands for `t` where a source does not know our clock.
 */
export function readRecord(value: unknown, arrivedAt?: number): ReadRecord {
  try {
    const said = fields(value, []);
    const record = read(said, arrivedAt ?? timeOf(said));
    return { record, unknown: unknownIn(said) };
  } catch (problem) {
    if (problem instanceof WrongField) return { problem: problem.problem };
    throw problem;
  }
}

type Said = Readonly<Record<string, unknown>>;

const NONE: readonly string[] = [];

function unknownIn(said: Said): readonly string[] {
  // Nearly every record has none: a list is only made for those that have.
  for (const key in said) if (!KNOWN.has(key)) return Object.keys(said).filter((each) => !KNOWN.has(each));
  return NONE;
}

function timeOf(said: Said): number {
  if (said.t === undefined) wrong('record-missing', [], 'a record needs t', 'add t: seconds since the stage began');
  const t = finite(said.t, ['t']);
  return t < 0 ? wrong('record-type', ['t'], 't is below 0', 'write the seconds since the stage began') : t;
}

function read(said: Said, t: number): IntakeRecord {
  if (said.clock_jump_s === undefined && said.restart === undefined) return trackRecordOf(said, t);
  const [alone, other] = said.restart === undefined ? ['clock_jump_s', 'restart'] : ['restart', 'clock_jump_s'];
  if (said.track !== undefined || said[other] !== undefined) {
    wrong('record-clash', [alone], `${alone} stands in a record of its own`, 'write two lines');
  }
  if (said.restart === undefined) {
    return { kind: 'clock-jump', t, seconds: finite(said.clock_jump_s, ['clock_jump_s']) };
  }
  // `restart: false` says nothing, and moves the clock as a jump of nothing does.
  return truth(said.restart, ['restart']) ? { kind: 'restart', t } : { kind: 'clock-jump', t, seconds: 0 };
}

// Written out and not spread together: this is done for every line of a file.
function trackRecordOf(said: Said, t: number): TrackRecord {
  const counter = said.counter === undefined ? false : truth(said.counter, ['counter']);
  const counts = countsOf(said);
  const latency = readLatency(said, counter);
  const absence = absenceOf(said) ?? impossibility(counts, latency, counter);
  return {
    kind: 'track',
    t,
    track: trackOf(said),
    source: said.source === undefined ? 'replay' : text(said.source, ['source']),
    sourceTime: said.source_time === undefined ? null : finite(said.source_time, ['source_time']),
    counter,
    counts: absence === null ? (counts as TrackRecord['counts']) : null,
    latency: absence === null ? (latency as TrackRecord['latency']) : null,
    routed: said.router_requests === undefined ? null : countOrNull(numberOrNull(said.router_requests, ROUTED)),
    values: said.values === undefined ? null : valuesOf(said.values),
    absence,
  };
}

const ROUTED = ['router_requests'];
const REQUESTS = ['requests'];
const ERRORS = ['errors'];

function trackOf(said: Said): Track {
  if (said.track === undefined) wrong('record-missing', [], 'a record needs a track', 'add track: stable or candidate');
  const track = text(said.track, ['track']);
  const known = TRACKS.find((one) => one === track);
  return known ?? wrong('record-type', ['track'], `there is no track ${track}`, 'write stable or candidate');
}

/** Requests and errors as they stand, possible or not; null where the record does not carry them. */
function countsOf(said: Said): { readonly requests: number | null; readonly errors: number | null } | null {
  if (said.requests === undefined && said.errors === undefined) return null;
  if (said.requests === undefined || said.errors === undefined) {
    const [there, missing] = said.errors === undefined ? ['requests', 'errors'] : ['errors', 'requests'];
    wrong('record-missing', [there], `${there} stands without ${missing}`, `add ${missing}`);
  }
  return { requests: numberOrNull(said.requests, REQUESTS), errors: numberOrNull(said.errors, ERRORS) };
}

/** The values that are there; null and infinite ones are absent. */
function valuesOf(value: unknown): Readonly<Record<string, number>> {
  const values: [string, number][] = [];
  for (const [name, each] of Object.entries(fields(value, ['values']))) {
    const number = numberOrNull(each, ['values', name]);
    if (number !== null && Number.isFinite(number)) values.push([name, number]);
  }
  return Object.fromEntries(values);
}

function absenceOf(said: Said): TrackRecord['absence'] {
  const detail = said.detail === undefined ? '' : text(said.detail, ['detail']);
  if (said.absent === undefined) return null;
  const absent = text(said.absent, ['absent']);
  const why = ABSENCES.find((one) => one === absent);
  if (why !== undefined) return { why, detail };
  return wrong('record-type', ['absent'], `'${absent}' is no reason`, `write one of ${ABSENCES.join(', ')}`);
}

const isCount = (value: number | null): value is number => value !== null && Number.isSafeInteger(value) && value >= 0;

const countOrNull = (value: number | null): number | null => (isCount(value) ? value : null);

/** Why what was read cannot be, or null. Totals are compared with what came before, by whoever knows that. */
function impossibility(
  counts: ReturnType<typeof countsOf>,
  latency: ReturnType<typeof readLatency>,
  counter: boolean,
): TrackRecord['absence'] {
  const nan = (detail: string) => ({ why: 'nan', detail }) as const;
  if (latency === 'impossible') return nan('a latency is no number of milliseconds, or a count no whole number');
  if (counts === null) return null;
  const { requests, errors } = counts;
  if (!isCount(requests) || !isCount(errors)) return nan('requests or errors is no whole number from 0 on');
  if (counter) return null;
  if (errors > requests) return nan(`${errors} errors in ${requests} requests`);
  const isMore = latency?.kind === 'raw' && latency.milliseconds.length > requests;
  return isMore ? nan(`${latency.milliseconds.length} latencies of ${requests} requests`) : null;
}
