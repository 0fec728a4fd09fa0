import type { Duration } from '../kernel/duration.ts';
import type { SecretReference } from './secret-reference.ts';

/** The embedded router's own counts, exact and each second. */
export interface RouterSourceSpec {
  readonly type: 'router';
}

/** A Prometheus server, asked for raw counters. */
export interface PrometheusSourceSpec {
  readonly type: 'prometheus';
  readonly url: string;
  /** Alerts that bear all of these labels are noted for the report; absent: none are asked for. */
  readonly alerts?: Readonly<Record<string, string>>;
  readonly timeout: Duration;
  readonly bearer: SecretReference | null;
  /** Ranges of private addresses that it may be asked at; absent where none is listed. */
  readonly allowPrivate?: readonly string[];
}

/** An address that answers GET with measurement records. `$track` in it stands for the track. */
export interface HttpSourceSpec {
  readonly type: 'http';
  readonly url: string;
  readonly timeout: Duration;
  readonly bearer: SecretReference | null;
  /** Ranges of private addresses that it may be asked at; absent where none is listed. */
  readonly allowPrivate?: readonly string[];
}

/** A command that prints measurement records. `$track` in it stands for the track. */
export interface CommandSourceSpec {
  readonly type: 'command';
  readonly run: readonly string[];
  readonly timeout: Duration;
}

/** The counters of a HAProxy, read over its runtime socket; durations only where its log tells them, for its counters are averages. */
export interface HaproxySourceSpec {
  readonly type: 'haproxy';
  readonly socket: string;
  /** NAME of the backends `NAME-stable` and `NAME-candidate`. */
  readonly backend: string;
  /** Its log tells how long each request took. */
  readonly latency?: 'log';
}

/** What measurements are asked of. */
export type MetricSourceSpec =
  | RouterSourceSpec
  | PrometheusSourceSpec
  | HaproxySourceSpec
  | HttpSourceSpec
  | CommandSourceSpec;

/** An Alertmanager, asked which alerts fire. It measures nothing. */
export interface AlertmanagerSpec {
  readonly url: string;
  /** Alerts that bear all of these are the unit's; all are where none is named. */
  readonly labels: Readonly<Record<string, string>>;
  readonly timeout: Duration;
  readonly bearer: SecretReference | null;
  /** Ranges of private addresses that it may be asked at; absent where none is listed. */
  readonly allowPrivate?: readonly string[];
}

/** The raw counters of a unit, by selector; `$track` in each stands for stable or candidate. */
export interface SeriesSpec {
  readonly requests: string;
  readonly errors: string;
  /** The `_bucket` series of a histogram in seconds; null where there is none. */
  readonly latency: string | null;
}

/** Who cares for a declared metric: `business_metrics` in a watch list names those of role business. */
export type MetricRole = 'business' | 'technical';

/** A scalar that is asked for each interval; its verdict has no error bound. */
export interface ScalarQuery {
  readonly kind: 'value';
  /** A name among the sources; null is the unit's main one. */
  readonly from: string | null;
  /** As it is shown; empty for a bare number. */
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  readonly role: MetricRole;
  /** What the source is asked; null where the source tells the value by its name. */
  readonly query: string | null;
  readonly interval: Duration;
  /** How far back the query looks. */
  readonly window: Duration;
  /** How many bad values in a row fail; absent: 3. */
  readonly failAfter?: number;
  /** What follows then; absent: rollback. */
  readonly onFail?: 'rollback' | 'ambiguous';
  /** Set where a value grows with a track's requests and is compared by request. */
  readonly per?: 'request';
}

/** A declared pair of counters: judged as `error_rate` is. */
export interface RatioQuery {
  readonly kind: 'ratio';
  readonly from: string | null;
  readonly better: 'higher' | 'lower';
  readonly role: MetricRole;
  readonly numerator: string;
  readonly denominator: string;
}

/** A metric that the configuration declares beside the built-in ones. */
export type QuerySpec = ScalarQuery | RatioQuery;

/** Where measurements come from and how often. What was not written is not there, so that old plans keep their digest. */
export interface MetricsSpec {
  /** Counts requests, errors and latencies, unless `series.from` names another. */
  readonly source: MetricSourceSpec;
  readonly interval: Duration;
  /** Further sources by name. */
  readonly sources?: Readonly<Record<string, MetricSourceSpec>>;
  readonly series?: SeriesSpec & { readonly from: string | null };
  readonly queries?: Readonly<Record<string, QuerySpec>>;
  /** Whose alerts are noted for the report. */
  readonly alertmanager?: AlertmanagerSpec;
}

/** The source that a name stands for; null is the main one. */
export const sourceNamed = (metrics: MetricsSpec, from: string | null): MetricSourceSpec | undefined =>
  from === null ? metrics.source : metrics.sources?.[from];
