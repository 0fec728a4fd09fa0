import type { HttpSourceSpec } from '../../../core/unit/metrics.ts';
import { DriverError } from '../../../ports/driver-error.ts';
import type { MetricSource } from '../../../ports/metric-source.ts';
import { boundedGet } from '../../shared/bounded-get.ts';
import { measurementOf, samplesIn } from '../../shared/measurement-records.ts';
import { skewOf } from '../../shared/source-skew.ts';

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
  const { bearer, timeout } = spec;
  const answers = (signal: AbortSignal): Promise<readonly string[]> =>
    Promise.all(urls.map((url) => boundedGet({ url: new URL(url), bearer, timeout, longest: LONGEST }, signal)));
  return {
    name,
    read: async (after, signal) => {
      const texts = await answers(signal);
      const arrivedAt = now() / 1_000;
      const samples = texts.flatMap((text) => samplesIn(text, arrivedAt));
      return measurementOf({ name, interval }, samples, after, arrivedAt);
    },
    ping: async (signal) => {
      try {
        const samples = (await answers(signal)).flatMap((text) => samplesIn(text, now() / 1_000));
        return { ok: true, detail: `${new URL(spec.url).origin} answers`, ...skewOf(samples, now()) };
      } catch (error) {
        if (error instanceof DriverError) return { ok: false, detail: error.message };
        throw error;
      }
    },
  };
}
