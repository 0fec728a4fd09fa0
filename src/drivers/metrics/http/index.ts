import type { HttpSourceSpec } from '../../../core/unit/metrics.ts';
import type { MetricSource } from '../../../ports/metric-source.ts';
import { boundedGet } from '../../shared/bounded-get.ts';
import { recordsSource } from '../../shared/records-source.ts';

/** What to ask, and how often. */
export interface HttpMetrics {
  readonly name: string;
  readonly spec: HttpSourceSpec;
  /** Seconds. */
  readonly interval: number;
  /** Milliseconds of the wall clock. */
  readonly now?: () => number;
}

const LONGEST = 1024 * 1024;

/** Asks an address for measurement records: one GET for both tracks, or one for each where the address names `$track`. */
export function httpMetrics({ name, spec, interval, now = Date.now }: HttpMetrics): MetricSource {
  const urls = spec.url.includes('$track')
    ? ['stable', 'candidate'].map((track) => spec.url.replaceAll('$track', track))
    : [spec.url];
  const { bearer, timeout, allowPrivate } = spec;
  const answers = (signal: AbortSignal): Promise<readonly string[]> =>
    Promise.all(
      urls.map((url) => boundedGet({ url: new URL(url), bearer, timeout, allowPrivate, longest: LONGEST }, signal)),
    );
  return recordsSource({ name, interval, well: `${new URL(spec.url).origin} answers`, now, answers });
}
