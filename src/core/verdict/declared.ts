import type { MetricsSpec, QuerySpec } from '../unit/metrics.ts';

/** A metric that the configuration declares beside the built-in ones, as far as the judge must know it. */
export type DeclaredMetric =
  /** Counted like errors: so many of so many. */
  { readonly kind: 'ratio'; readonly name: string } | ScalarMetric;

/** A metric that is one value each interval and cannot be counted. */
export interface ScalarMetric {
  readonly kind: 'scalar';
  readonly name: string;
  /** The unit in which values come; '' for a bare count. */
  readonly unit: string;
  /** How often a value is due, in seconds. */
  readonly intervalSeconds: number;
  /** How far back one value looks, in seconds; 0 where it does not. */
  readonly windowSeconds: number;
  /** How many bad values in a row fail. */
  readonly failAfter: number;
  readonly onFail: 'rollback' | 'ambiguous';
  /** Whether a value grows with the track's requests and is compared by request. */
  readonly perRequest: boolean;
}

/** How often a scalar value is due where nothing else is said. */
export const SCALAR_INTERVAL_SECONDS = 30;

/** How many bad values in a row fail where nothing else is said. */
export const FAIL_AFTER = 3;

/** Requests a second are made from the counts themselves, and no source needs to give them. */
export const THROUGHPUT: ScalarMetric = {
  kind: 'scalar',
  name: 'throughput',
  unit: 'req/s',
  intervalSeconds: SCALAR_INTERVAL_SECONDS,
  windowSeconds: 0,
  failAfter: FAIL_AFTER,
  onFail: 'rollback',
  perRequest: false,
};

/** The metrics that a configuration declares, as the judge knows them. */
export const declaredIn = ({ queries = {} }: Pick<MetricsSpec, 'queries'>): readonly DeclaredMetric[] =>
  Object.entries(queries).map(([name, query]) => declaredAs(name, query));

function declaredAs(name: string, query: QuerySpec): DeclaredMetric {
  if (query.kind === 'ratio') return { kind: 'ratio', name };
  return {
    kind: 'scalar',
    name,
    unit: query.unit,
    intervalSeconds: query.interval / 1_000,
    windowSeconds: query.window / 1_000,
    failAfter: Math.max(2, query.failAfter ?? FAIL_AFTER),
    onFail: query.onFail ?? 'rollback',
    perRequest: query.per === 'request',
  };
}
