import type { PrometheusSourceSpec } from '../../../core/unit/metrics.ts';
import { boundedGet } from '../../shared/bounded-get.ts';
import { type Series, seriesIn } from './answer.ts';

/** One Prometheus server, asked by instant queries. */
export interface PrometheusServer {
  /** The server's own time, in milliseconds: what is counted is told apart by it, never by ours. */
  now(signal: AbortSignal): Promise<number>;
  /** What a query gives at a moment of the server's time. Rejects with DriverError only. */
  at(query: string, moment: number, signal: AbortSignal): Promise<readonly Series[]>;
}

const LONGEST = 4 * 1024 * 1024;

/** Speaks to the server that a specification names. */
export function prometheusServer({ url, bearer, timeout, allowPrivate }: PrometheusSourceSpec): PrometheusServer {
  const ask = async (query: string, moment: number | null, signal: AbortSignal): Promise<readonly Series[]> => {
    const where = new URL('api/v1/query', url.endsWith('/') ? url : `${url}/`);
    where.searchParams.set('query', query);
    where.searchParams.set('timeout', `${timeout}ms`);
    if (moment !== null) where.searchParams.set('time', (moment / 1_000).toFixed(3));
    const question = { url: where, bearer, timeout, allowPrivate, longest: LONGEST };
    return seriesIn(await boundedGet(question, signal), 'a query');
  };
  return {
    now: async (signal) => (await ask('time()', null, signal))[0]?.samples[0]?.at ?? Number.NaN,
    at: ask,
  };
}
