import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on loopback that answers instant queries as Prometheus does, over samples that a test puts there. */
export interface PrometheusStandIn {
  readonly url: string;
  /** What it was asked so far: query, moment in seconds, authorization. */
  readonly asked: readonly {
    readonly query: string;
    readonly time: string | null;
    readonly auth: string | undefined;
  }[];
  /** The server's clock, in milliseconds. */
  now: number;
  /** One scrape: the counters as they are at a moment. */
  scrape(samples: Readonly<Record<string, number>>, at?: number): void;
  /** Answers a query with this value whatever is there; `undefined` is an empty vector. */
  answer(query: string, value: string | undefined): void;
  /** Everything is answered by this instead. */
  instead: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  close(): Promise<void>;
}

/** Starts one that knows nothing yet. Samples are named as in an exposition: `x_total{track="stable"}`. */
export async function prometheusStandIn(from = Date.now()): Promise<PrometheusStandIn> {
  const stored = new Map<string, { readonly labels: Record<string, string>; readonly values: [number, string][] }>();
  const fixed = new Map<string, string | undefined>();
  const asked: { query: string; time: string | null; auth: string | undefined }[] = [];

  const found = (selector: string, since: number, until: number) => {
    const isWanted = matcherOf(selector);
    return [...stored.values()]
      .filter(({ labels }) => isWanted(labels))
      .map(({ labels, values }) => ({
        metric: labels,
        values: values.filter(([at]) => at >= since && at <= until),
      }))
      .filter(({ values }) => values.length > 0);
  };
  const evaluate = (query: string, at: number) => {
    if (query === 'time()') return { resultType: 'scalar', result: [at, String(at)] };
    if (fixed.has(query)) {
      const value = fixed.get(query);
      return { resultType: 'vector', result: value === undefined ? [] : [{ metric: {}, value: [at, value] }] };
    }
    const [, selector = query, seconds] = /^(.*)\[(\d+)s\]$/.exec(query) ?? [];
    if (seconds !== undefined) return { resultType: 'matrix', result: found(selector, at - Number(seconds), at) };
    const result = found(selector, at - 300, at).map(({ metric, values }) => ({
      metric,
      value: [at, values.at(-1)?.[1]],
    }));
    return { resultType: 'vector', result };
  };

  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost');
    const query = searchParams.get('query') ?? '';
    const time = searchParams.get('time');
    asked.push({ query, time, auth: request.headers.authorization });
    if (standIn.instead !== undefined) {
      standIn.instead(request, response);
      return;
    }
    const data = evaluate(query, time === null ? standIn.now / 1_000 : Number(time));
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ status: 'success', data }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const standIn: PrometheusStandIn = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    now: from,
    scrape: (samples, at = standIn.now) => {
      for (const [name, value] of Object.entries(samples)) {
        const known = stored.get(name) ?? { labels: labelsIn(name), values: [] };
        known.values.push([at / 1_000, String(value)]);
        stored.set(name, known);
      }
    },
    answer: (query, value) => void fixed.set(query, value),
    instead: undefined,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return standIn;
}

const LABEL = /([a-z_]+)(=~|!=|=)"([^"]*)"/g;

function labelsIn(name: string): Record<string, string> {
  const labels: Record<string, string> = { __name__: name.replace(/\{.*$/, '') };
  for (const [, label = '', , value = ''] of name.matchAll(LABEL)) labels[label] = value;
  return labels;
}

function matcherOf(selector: string): (labels: Record<string, string>) => boolean {
  const metric = selector.replace(/\{.*$/, '');
  const matchers = [...selector.matchAll(LABEL)];
  return (labels) =>
    labels.__name__ === metric &&
    matchers.every(([, label = '', sign, value = '']) => {
      const has = labels[label] ?? '';
      if (sign === '=~') return new RegExp(`^(?:${value})$`).test(has);
      return sign === '=' ? has === value : has !== value;
    });
}
