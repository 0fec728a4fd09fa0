import { addLatencies, type Distribution } from '../latency/distribution.ts';
import { addBurst, type Burst, CALM } from '../ledger/tempering.ts';
import type { Measurement } from '../measurement.ts';

/** What the stable track did before a deployment, as far as its metric source still knows. */
export interface StableRecord {
  /** From the first second with a request on. */
  readonly seconds: number;
  /** Requests of everybody in that time, also those that an earlier candidate answered. */
  readonly arrivals: number;
  /** Stable's own, and how many of them failed. */
  readonly requests: number;
  readonly errors: number;
  readonly latency: Distribution | null;
  /** How unevenly the errors came. */
  readonly burst: Burst;
}

/** What is known of stable's traffic: its record, or why there is none. */
export interface StableTraffic {
  readonly record: StableRecord | null;
  /** Why nothing is known, where it is not. */
  readonly why: string;
}

const NOTHING: StableRecord = { seconds: 0, arrivals: 0, requests: 0, errors: 0, latency: null, burst: CALM };

/**
 * The record that measurements in their order make; null when there was no request. Silence before the first request is
 * left out, for a service that was just started would look slower than it is; silence after it counts.
 */
export function stableRecordOf(measurements: readonly Measurement[]): StableRecord | null {
  const record = measurements.reduce(withMeasurement, NOTHING);
  return record.requests === 0 ? null : record;
}

function withMeasurement(record: StableRecord, { tracks, covers }: Measurement): StableRecord {
  const { stable, candidate } = tracks;
  if (stable.kind === 'absent') return record;
  const arrivals = stable.requests + (candidate.kind === 'absent' ? 0 : candidate.requests);
  if (record.arrivals === 0 && arrivals === 0) return record;
  return {
    seconds: record.seconds + covers,
    arrivals: record.arrivals + arrivals,
    requests: record.requests + stable.requests,
    errors: record.errors + stable.errors,
    latency: addLatencies(record.latency, stable.latency),
    burst: addBurst(record.burst, covers, stable.errors),
  };
}
