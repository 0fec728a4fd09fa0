import type { Track } from '../../../core/unit/environment.ts';
import { type Measurement, NO_VALUES } from '../../../core/verdict/measurement.ts';
import { DriverError } from '../../../ports/driver-error.ts';
import type { MetricSource } from '../../../ports/metric-source.ts';
import { backendOf } from '../../shared/haproxy/backends.ts';
import { haproxySocket } from '../../shared/haproxy/runtime-socket.ts';
import { type Counters, countersAt } from './counters.ts';
import { type Increment, increment } from './increment.ts';
import { type Position, positionIn, positionText } from './position.ts';
import { ringOf, ringText, type Times, timesIn } from './times.ts';

/** Whose counters are read. */
export interface HaproxyMetricsOptions {
  readonly name: string;
  readonly socket: string;
  /** NAME of the backends `NAME-stable` and `NAME-candidate`. */
  readonly backend: string;
  /** Whether its log tells durations, by the ring NAME-times. */
  readonly latency?: 'log' | undefined;
  /** Milliseconds; HAProxy's counters have no time of their own. */
  readonly now?: () => number;
}

/** A look sooner after the last one tells nothing new, in milliseconds: measurements cover whole seconds. */
const SOONEST = 500;

/**
 * Reads what HAProxy counted of each track: requests and errors. Of durations it counts averages only; where its frontend logs to a ring,
 * that is read over the same socket, and tells each.
 */
export function haproxyMetrics(options: HaproxyMetricsOptions): MetricSource {
  const { name, socket: path, backend, latency, now = Date.now } = options;
  const socket = haproxySocket(path);
  // Before the counters: whatever is in the log is counted by then.
  const logged = async (signal: AbortSignal): Promise<string | undefined> =>
    latency === 'log' ? ringText(socket, backend, signal) : undefined;
  return {
    name,
    read: async (after, signal) => {
      const from = after === null ? null : positionIn(after);
      const text = await logged(signal);
      const counters = await countersAt(socket, backend, signal);
      const at = Math.max(0, Math.round(now()));
      // Another process numbers its requests anew.
      const last = from?.boot === counters.boot ? from.lastLine : null;
      const times = text === undefined ? undefined : timesIn(text, backend, last);
      if (from === null) {
        const begin = { ...counters, at, owed: { stable: 0, candidate: 0 }, lastLine: null };
        // What was logged before is nobody's.
        const none = times === undefined ? undefined : { ...times, tracks: { stable: [], candidate: [] } };
        return [measurement(name, backend, begin, { counters, times: none }, at)];
      }
      // A clock that was set back must not hold up what happened.
      const isSetBack = at < from.at;
      if (!isSetBack && at - from.at < SOONEST) return [];
      return [measurement(name, backend, from, { counters, times }, isSetBack ? from.at + 1_000 : at)];
    },
    ping: async (signal) => {
      try {
        const { boot, tracks } = await countersAt(socket, backend, signal);
        const missing = (['stable', 'candidate'] as const).filter((track) => tracks[track] === null);
        const hasTimes = latency === undefined || (await logged(signal)) !== undefined;
        if (!hasTimes) {
          const detail = `HAProxy at ${path} has no ring ${ringOf(backend)}: take that and the log lines from examples/haproxy`;
          return { ok: false, detail };
        }
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

function measurement(
  name: string,
  backend: string,
  from: Position,
  { counters, times }: { readonly counters: Counters; readonly times: Times | undefined },
  at: number,
): Measurement {
  const isSame = from.boot === counters.boot;
  const of = (track: Track): Increment =>
    increment(
      isSame ? from.tracks[track] : null,
      counters.tracks[track],
      isSame ? from.owed[track] : 0,
      backendOf(backend, track),
      times?.tracks[track] ?? null,
    );
  const stable = of('stable');
  const candidate = of('candidate');
  const owed = { stable: stable.owed, candidate: candidate.owed };
  const position = { ...counters, at, owed, lastLine: times?.last ?? from.lastLine };
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
