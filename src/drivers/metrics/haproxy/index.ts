import type { Track } from '../../../core/unit/environment.ts';
import { type Measurement, NO_VALUES } from '../../../core/verdict/measurement.ts';
import { DriverError } from '../../../ports/driver-error.ts';
import type { MetricSource } from '../../../ports/metric-source.ts';
import { backendOf } from '../../shared/haproxy/backends.ts';
import { haproxySocket } from '../../shared/haproxy/runtime-socket.ts';
import { type Counters, countersAt } from './counters.ts';
import { type Increment, increment } from './increment.ts';
import { type Position, positionIn, positionText } from './position.ts';

/** Whose counters are read. */
export interface HaproxyMetricsOptions {
  readonly name: string;
  readonly socket: string;
  /** NAME of the backends `NAME-stable` and `NAME-candidate`. */
  readonly backend: string;
  /** Milliseconds; HAProxy's counters have no time of their own. */
  readonly now?: () => number;
}

/** A look sooner after the last one tells nothing new, in milliseconds: measurements cover whole seconds. */
const SOONEST = 500;

/** Reads what HAProxy counted of each track: requests and errors, and no durations, for it has only their averages. */
export function haproxyMetrics({ name, socket: path, backend, now = Date.now }: HaproxyMetricsOptions): MetricSource {
  const socket = haproxySocket(path);
  return {
    name,
    read: async (after, signal) => {
      const counters = await countersAt(socket, backend, signal);
      const at = Math.max(0, Math.round(now()));
      const none = { stable: 0, candidate: 0 };
      if (after === null) return [measurement(name, backend, { ...counters, at, owed: none }, counters, at)];
      const from = positionIn(after);
      // A clock that was set back must not hold up what happened.
      const isSetBack = at < from.at;
      if (!isSetBack && at - from.at < SOONEST) return [];
      return [measurement(name, backend, from, counters, isSetBack ? from.at + 1_000 : at)];
    },
    ping: async (signal) => {
      try {
        const { boot, tracks } = await countersAt(socket, backend, signal);
        const missing = (['stable', 'candidate'] as const).filter((track) => tracks[track] === null);
        if (missing.length === 0) return { ok: true, detail: `HAProxy ${boot} answers` };
        const names = missing.map((track) => backendOf(backend, track)).join(' and ');
        return { ok: false, detail: `HAProxy at ${path} has no backend ${names}` };
      } catch (error) {
        if (error instanceof DriverError) return { ok: false, detail: error.message };
        throw error;
      }
    },
  };
}

function measurement(name: string, backend: string, from: Position, counters: Counters, at: number): Measurement {
  const isSame = from.boot === counters.boot;
  const of = (track: Track): Increment =>
    increment(
      isSame ? from.tracks[track] : null,
      counters.tracks[track],
      isSame ? from.owed[track] : 0,
      backendOf(backend, track),
    );
  const stable = of('stable');
  const candidate = of('candidate');
  const position = { ...counters, at, owed: { stable: stable.owed, candidate: candidate.owed } };
  return {
    source: name,
    cursor: positionText(position),
    sourceTime: at / 1_000,
    covers: at === from.at ? 0 : Math.max(1, Math.round((at - from.at) / 1_000)),
    tracks: { stable: stable.measured, candidate: candidate.measured },
    values: NO_VALUES,
    routed: { stable: stable.routed, candidate: candidate.routed },
  };
}
