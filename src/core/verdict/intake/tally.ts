import type { Track } from '../../unit/environment.ts';
import type { TrackBlock } from '../block.ts';
import type { Absence, LatencyCounts } from '../measurement.ts';
import { isSameLayout } from './counter.ts';
import { addBuckets, addMilliseconds, countedOf, type LooseBuckets, noBuckets } from './loose-buckets.ts';
import type { RecordLatency } from './record.ts';

/** What one track added while a block is open. Changed in place: a copy for each record would cost more than reading it. */
export interface Tally {
  requests: number;
  errors: number;
  /** Whether a fresh measurement of the track came. */
  fresh: boolean;
  absence: Absence | null;
  routed: number | null;
  latency: OpenLatency | null;
  values: Record<string, number> | null;
}

type OpenLatency =
  | { readonly kind: 'own'; readonly buckets: LooseBuckets }
  | { readonly kind: 'foreign'; readonly edges: readonly number[]; readonly counts: number[] };

/** What both tracks added. */
export type Tallies = Record<Track, Tally>;

const emptyTally = (): Tally => ({
  requests: 0,
  errors: 0,
  fresh: false,
  absence: null,
  routed: null,
  latency: null,
  values: null,
});

/** Tallies before the first record. */
export const emptyTallies = (): Tallies => ({ stable: emptyTally(), candidate: emptyTally() });

/** Adds values by name: the newest of each is the one that counts. */
export function addValues(tally: Tally, values: Readonly<Record<string, number>> | null): void {
  if (values !== null) tally.values = { ...tally.values, ...values };
}

/** Adds latencies. False when they are counted in other buckets than those that are there: nobody can add such counts. */
export function addLatency(tally: Tally, latency: RecordLatency): boolean {
  if (latency.kind === 'raw') return addRaw(tally, latency.milliseconds);
  const there = tally.latency;
  if (there === null) {
    tally.latency = { kind: 'foreign', edges: latency.edges, counts: [...latency.counts] };
    return true;
  }
  if (there.kind !== 'foreign' || !isSameLayout(there.edges, latency.edges)) return false;
  for (const [index, count] of latency.counts.entries()) there.counts[index] = (there.counts[index] ?? 0) + count;
  return true;
}

function addRaw(tally: Tally, milliseconds: readonly number[]): boolean {
  tally.latency ??= { kind: 'own', buckets: noBuckets() };
  if (tally.latency.kind !== 'own') return false;
  addMilliseconds(tally.latency.buckets, milliseconds);
  return true;
}

/** Adds what another source said of the same track in the same time. False when some latencies could not be added. */
export function addTally(tally: Tally, other: Tally): boolean {
  tally.requests += other.requests;
  tally.errors += other.errors;
  tally.fresh ||= other.fresh;
  tally.absence ??= other.absence;
  if (other.routed !== null) tally.routed = (tally.routed ?? 0) + other.routed;
  addValues(tally, other.values);
  if (other.latency === null) return true;
  if (tally.latency === null) {
    tally.latency = other.latency;
    return true;
  }
  if (other.latency.kind === 'foreign') {
    return addLatency(tally, { kind: 'histogram', edges: other.latency.edges, counts: other.latency.counts });
  }
  if (tally.latency.kind !== 'own') return false;
  addBuckets(tally.latency.buckets, other.latency.buckets);
  return true;
}

/** The track's part of a closed block, and the errors that its requests cannot have had: they are of the next block. */
export function trackBlockOf(tally: Tally, excess: number): { readonly block: TrackBlock; readonly excess: number } {
  const { requests, fresh, routed } = tally;
  if (tally.absence !== null && !fresh) return { block: { kind: 'absent', why: tally.absence, routed }, excess };
  const all = tally.errors + excess;
  const errors = Math.min(all, requests);
  const block = { kind: 'counts', requests, errors, fresh, routed, latency: countsOf(tally.latency) } as const;
  return { block, excess: all - errors };
}

const countsOf = (latency: OpenLatency | null): LatencyCounts | null =>
  latency?.kind === 'own' ? { kind: 'own', counts: countedOf(latency.buckets) } : latency;
