import { seconds } from '../../../../core/kernel/duration.ts';
import type { Track } from '../../../../core/unit/environment.ts';
import type { Measurement } from '../../../../core/verdict/measurement.ts';
import type { MetricSource } from '../../../../ports/metric-source.ts';
import { prometheusCounts } from '../index.ts';
import { type PrometheusStandIn, prometheusStandIn } from './prometheus-stand-in.ts';

/** When the stand-in begins, in milliseconds. */
export const START = 1_764_158_400_000;
/** What is counted, unless a test says otherwise. */
export const SERIES = {
  requests: 'x_total{track="$track"}',
  errors: 'x_total{track="$track",code=~"5.."}',
  latency: 'x_seconds_bucket{track="$track"}',
};

type Options = Partial<Parameters<typeof prometheusCounts>[0]>;

/** A stand-in whose counters are counted: a new one whenever it is started. */
export interface Counted {
  readonly server: PrometheusStandIn;
  start(): Promise<void>;
  stop(): Promise<void>;
  source(changes?: Options): MetricSource;
  /** A scrape ten seconds later. */
  later(samples: Readonly<Record<string, number>>): void;
  /** Scrapes for the first time, and gives the position to count from. */
  begun(samples: Readonly<Record<string, number>>): Promise<string>;
}

/** Makes one that has not been started yet. */
export function counted(): Counted {
  let server: PrometheusStandIn;
  const source = (changes: Options = {}): MetricSource =>
    prometheusCounts({
      name: 'prom',
      spec: { type: 'prometheus', url: server.url, timeout: seconds(5), bearer: null, allowPrivate: ['127.0.0.0/8'] },
      series: SERIES,
      ratios: {},
      interval: seconds(10),
      ...changes,
    });
  return {
    get server() {
      return server;
    },
    start: async () => {
      server = await prometheusStandIn(START);
    },
    stop: () => server.close(),
    source,
    later: (samples) => {
      server.now += 10_000;
      server.scrape(samples);
    },
    begun: async (samples) => {
      server.scrape(samples);
      const [first] = await source().read(null, new AbortController().signal);
      return first?.cursor ?? '';
    },
  };
}

/** The name of a counter: of stable's or the candidate's instance, by its code. */
export const named = (track: Track, code: string, instance = `${track}-1`): string =>
  `x_total{track="${track}",code="${code}",instance="${instance}"}`;

/** What both tracks have counted when a test begins. */
export const BOTH = { [named('stable', '200')]: 1_000, [named('candidate', '200')]: 50 };

/** What rows say of stable and the candidate: requests and errors, or why there are none. */
export const tracks = (rows: readonly Measurement[]) =>
  rows.map(({ tracks: { stable, candidate } }) =>
    [stable, candidate].map((track) =>
      track.kind === 'counts'
        ? [track.requests, track.errors, ...(track.fresh === false ? ['old'] : [])]
        : `${track.why}: ${track.detail}`,
    ),
  );
