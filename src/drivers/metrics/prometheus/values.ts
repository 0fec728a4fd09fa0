import type { Track } from '../../../core/unit/environment.ts';
import type { PrometheusSourceSpec } from '../../../core/unit/metrics.ts';
import type { Measurement, TrackMeasurement } from '../../../core/verdict/measurement.ts';
import type { MetricSource } from '../../../ports/metric-source.ts';
import { pingServer } from './ping.ts';
import { ofTrack } from './selectors.ts';
import { type PrometheusServer, prometheusServer } from './server.ts';

/** The scalars to ask for. */
export interface PrometheusValues {
  readonly name: string;
  readonly spec: PrometheusSourceSpec;
  /** Queries by the name of their metric. */
  readonly queries: Readonly<Record<string, string>>;
  readonly now?: () => number;
}

const NO_NEWS: TrackMeasurement = { kind: 'counts', requests: 0, errors: 0, latency: null, fresh: false };

/** Asks for scalars. One number is a value; none, several, or something that is no number is no value. */
export function prometheusValues({ name, spec, queries, now = Date.now }: PrometheusValues): MetricSource {
  const server = prometheusServer(spec);
  return {
    name,
    read: async (_after, signal) => {
      const moment = await server.now(signal);
      const [stable, candidate] = await Promise.all([
        valuesOf(server, queries, 'stable', moment, signal),
        valuesOf(server, queries, 'candidate', moment, signal),
      ]);
      const measured: Measurement = {
        source: name,
        cursor: String(moment),
        sourceTime: moment / 1_000,
        covers: 0,
        tracks: { stable: lackIn(queries, stable), candidate: lackIn(queries, candidate) },
        values: { stable, candidate },
        routed: null,
      };
      return [measured];
    },
    ping: (signal) => pingServer(server, spec.url, now, signal),
  };
}

/** Nothing is counted here; what has no value is told, for whoever asks how the source does. */
function lackIn(queries: Readonly<Record<string, string>>, values: Readonly<Record<string, number>>): TrackMeasurement {
  const lacking = Object.keys(queries).filter((metric) => !Object.hasOwn(values, metric));
  return lacking.length === 0 ? NO_NEWS : { kind: 'absent', why: 'empty', detail: `no value of ${lacking.join(', ')}` };
}

async function valuesOf(
  server: PrometheusServer,
  queries: Readonly<Record<string, string>>,
  track: Track,
  moment: number,
  signal: AbortSignal,
): Promise<Readonly<Record<string, number>>> {
  const answers = await Promise.all(
    Object.entries(queries).map(async ([metric, query]) => {
      const series = await server.at(ofTrack(query, track), moment, signal);
      return [metric, series.length === 1 ? series[0]?.samples.at(-1)?.value : undefined] as const;
    }),
  );
  return Object.fromEntries(
    answers.flatMap(([metric, value]) => (value !== undefined && Number.isFinite(value) ? [[metric, value]] : [])),
  );
}
