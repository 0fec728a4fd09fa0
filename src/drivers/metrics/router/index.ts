import { type Measurement, NO_VALUES, type TrackMeasurement } from '../../../core/verdict/measurement.ts';
import { DriverError } from '../../../ports/driver-error.ts';
import type { MetricSource } from '../../../ports/metric-source.ts';
import { RouterHealth, routerAdmin } from '../../shared/router-admin.ts';
import { Rows } from './wire.ts';

type Row = Rows['rows'][number];

/** Reads the embedded router's own counts: exact, each second, and kept for fifteen minutes for whoever was away. */
export function routerMetrics({ dir }: { readonly dir: string }): MetricSource {
  const admin = routerAdmin(dir);
  return {
    name: 'router',
    read: async (after, signal) => {
      const query = after === null ? '' : `?after=${encodeURIComponent(after)}`;
      const { boot, rows } = await admin.get(`/rows${query}`, Rows, signal);
      return rows.map((row) => measurement(boot, row));
    },
    history: async (seconds, signal) => {
      const newest = await admin.get('/rows', Rows, signal);
      const last = newest.rows.at(-1)?.second;
      if (last === undefined) return [];
      const after = `${newest.boot}/${Math.max(0, last - seconds)}`;
      const { boot, rows } = await admin.get(`/rows?after=${encodeURIComponent(after)}`, Rows, signal);
      return rows.map((row) => measurement(boot, row));
    },
    ping: async (signal) => {
      try {
        const { pid } = await admin.get('/health', RouterHealth, signal);
        return { ok: true, detail: `router ${pid} answers` };
      } catch (error) {
        if (error instanceof DriverError) return { ok: false, detail: error.message };
        throw error;
      }
    },
  };
}

const measurement = (boot: string, { second, stable, candidate }: Row): Measurement => ({
  source: 'router',
  cursor: `${boot}/${second}`,
  sourceTime: second,
  covers: 1,
  tracks: { stable: counts(stable), candidate: counts(candidate) },
  values: NO_VALUES,
  routed: { stable: stable.routed, candidate: candidate.routed },
});

const counts = ({ requests, errors, latency }: Row['stable']): TrackMeasurement => ({
  kind: 'counts',
  requests,
  errors,
  latency: { kind: 'own', counts: latency },
});
