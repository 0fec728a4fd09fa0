import { addedSince, NO_TOTALS, totalsAfter } from './counter.ts';
import { rowAt } from './delivered.ts';
import type { IntakeState, Known, Warning } from './intake-state.ts';
import type { TrackRecord } from './record.ts';
import { type Seen, takeKey } from './seen.ts';
import { rebased, SKEW_SECONDS } from './source-time.ts';
import { addLatency, addValues, type Tally } from './tally.ts';

// A list and no object by name: a source may be called what objects have by themselves.
function knownOf(state: IntakeState, { track, source }: TrackRecord): Known {
  for (const known of state.known) if (known.track === track && known.source === source) return known;
  const known: Known = {
    track,
    source,
    counts: [],
    absences: [],
    routed: [],
    values: [],
    newest: null,
    newestTotals: null,
    newestRouted: null,
    totals: NO_TOTALS,
    offset: 0,
    pendingJump: 0,
  };
  state.known.push(known);
  return known;
}

/** Takes a record into the open block: once each, whatever its time says. */
export function takeTrack(state: IntakeState, record: TrackRecord): void {
  const known = knownOf(state, record);
  const time = record.sourceTime === null ? null : rebased(known, record.sourceTime);
  if (time !== null && Math.abs(record.t - time) > SKEW_SECONDS) warnOfSkew(state, record.source, record.t - time);
  const part = newPartOf(state, known, record, time ?? record.t);
  if (part === null) return;
  const isMeasurement = part.counts !== null || part.latency !== null;
  const isFresh = isMeasurement && (time === null || known.newest === null || time > known.newest);
  if (isFresh && time !== null) known.newest = time;
  const tally = rowAt(state, record.source, time, isFresh).tallies[record.track];
  if (part.absence !== null) tally.absence ??= part.absence.why;
  addValues(tally, part.values);
  if (part.counter) takeTotals(state, known, tally, part, isFresh);
  else add(state, tally, part, part, isFresh);
}

/** What of the record was not taken before; null when nothing is left. */
function newPartOf(state: IntakeState, known: Known, record: TrackRecord, key: number): TrackRecord | null {
  const isNew = (seen: Seen): boolean => {
    const taken = takeKey(seen, key);
    if (taken === 'too-old') state.dropped += 1;
    return taken === 'new';
  };
  const { counter } = record;
  let { counts, latency, routed, absence, values } = record;
  if (
    (counts !== null || latency !== null) &&
    !(isNew(known.counts) && isNewest(known, 'newestTotals', key, counter))
  ) {
    counts = null;
    latency = null;
  }
  if (routed !== null && !(isNew(known.routed) && isNewest(known, 'newestRouted', key, counter))) routed = null;
  if (absence !== null && !isNew(known.absences)) absence = null;
  if (values !== null) values = newValuesOf(known, values, isNew);
  const isWhole =
    counts === record.counts && latency === record.latency && routed === record.routed && absence === record.absence;
  if (isWhole && values === record.values) return record;
  const isEmpty = counts === null && latency === null && routed === null && absence === null && values === null;
  return isEmpty ? null : { ...record, counts, latency, routed, absence, values };
}

/** Each name is a series of its own. Null when nothing is new. */
function newValuesOf(
  known: Known,
  values: NonNullable<TrackRecord['values']>,
  isNew: (seen: Seen) => boolean,
): TrackRecord['values'] {
  const fresh = Object.entries(values).filter(([name]) => {
    let series = known.values.find((one) => one.name === name);
    if (series === undefined) {
      series = { name, seen: [] };
      known.values.push(series);
    }
    return isNew(series.seen);
  });
  if (fresh.length === 0) return null;
  return fresh.length === Object.keys(values).length ? values : Object.fromEntries(fresh);
}

/** Whether totals are newer than all before; of what is no counter, the order does not matter. */
function isNewest(known: Known, which: 'newestTotals' | 'newestRouted', key: number, counter: boolean): boolean {
  const newest = known[which];
  if (!counter) return true;
  if (newest !== null && key < newest) return false;
  known[which] = key;
  return true;
}

function takeTotals(state: IntakeState, known: Known, tally: Tally, record: TrackRecord, isFresh: boolean): void {
  const added = addedSince(known.totals, record);
  known.totals = totalsAfter(known.totals, record);
  if (added === 'contradictory') tally.absence ??= 'nan';
  else add(state, tally, { ...added, latency: added.histogram }, record, isFresh);
}

function add(
  state: IntakeState,
  tally: Tally,
  added: Pick<TrackRecord, 'counts' | 'latency' | 'routed'>,
  record: TrackRecord,
  isFresh: boolean,
): void {
  if (added.counts !== null) {
    tally.requests += added.counts.requests;
    tally.errors += added.counts.errors;
  }
  if (added.routed !== null) tally.routed = (tally.routed ?? 0) + added.routed;
  if (isFresh) tally.fresh = true;
  if (added.latency !== null && !addLatency(tally, added.latency)) warn(state, { kind: 'layout', track: record.track });
}

function warnOfSkew(state: IntakeState, source: string, seconds: number): void {
  const isKnown = state.warnings.some((one) => one.kind === 'skew' && one.source === source);
  if (!isKnown) state.warnings.push({ kind: 'skew', source, seconds });
}

/** Says once that latencies of a track come in buckets that do not go together. */
export function warn(state: IntakeState, warning: Extract<Warning, { kind: 'layout' }>): void {
  const isKnown = state.warnings.some((one) => one.kind === 'layout' && one.track === warning.track);
  if (!isKnown) state.warnings.push(warning);
}
