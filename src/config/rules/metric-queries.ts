import { findMetric } from '../../core/gate/metric.ts';
import { nearestName } from '../../core/gate/nearest.ts';
import { seriesSelector } from '../../core/unit/series-selector.ts';
import type { Path, PathFault } from '../problem/fault.ts';
import { quoted } from '../problem/readable.ts';
import { keysAt, textAt, valueAt, type Written } from '../yaml/written.ts';
import { typeAt } from './metric-sources.ts';

const SERIES = ['metrics', 'series'];
const SELECTORS = ['requests', 'errors', 'latency'];
const METRIC = /^[a-z][a-z0-9_]{0,62}$/;
const WORDS = ['and', 'or', 'baseline'];

/** Series and queries are asked of a source that can answer them, each of both tracks. */
export const checkMetricQueries = (root: Written): readonly PathFault[] => [
  ...seriesFaults(root),
  ...keysAt(root, ['metrics', 'queries']).flatMap((name) => queryFaults(root, name)),
];

function seriesFaults(root: Written): readonly PathFault[] {
  const isThere = valueAt(root, SERIES) !== undefined;
  const main = typeAt(root, ['metrics', 'source']);
  if (!isThere) {
    if (main !== 'prometheus') return [];
    const message = 'nothing says which counters of Prometheus are the requests';
    const remedy = `write  series: { requests: 'x_total{track="$track"}', errors: 'x_total{track="$track",code=~"5.."}' }`;
    return [{ path: SERIES, on: 'value', code: 'series-missing', message, remedy }];
  }
  const { faults, type } = sourceOf(root, SERIES);
  if (faults.length === 0 && type !== 'prometheus') {
    const message = `series are counters of Prometheus, and a source of type ${type} counts by itself`;
    const remedy = 'take it out, or name a source of type prometheus with  from: NAME';
    return [{ path: SERIES, on: 'key', code: 'series-without-prometheus', message, remedy }];
  }
  return [...faults, ...SELECTORS.flatMap((key) => selectorFaults(root, [...SERIES, key]))];
}

/** The type of the source that a block names, or what is wrong with the name. */
function sourceOf(
  root: Written,
  path: Path,
): { readonly type: string | undefined; readonly faults: readonly PathFault[] } {
  const at = [...path, 'from'];
  const from = textAt(root, at);
  if (from === undefined) return { type: typeAt(root, ['metrics', 'source']), faults: [] };
  const known = keysAt(root, ['metrics', 'sources']);
  if (known.includes(from)) return { type: typeAt(root, ['metrics', 'sources', from]), faults: [] };
  const near = nearestName(from, known);
  const all = known.length === 0 ? 'name it under  metrics: { sources: … }' : `use one of ${known.join(', ')}`;
  const message = `there is no source ${quoted(from)}`;
  const remedy = near === null ? all : `did you mean ${near}?`;
  return { type: undefined, faults: [{ path: at, on: 'value', code: 'source-unknown', message, remedy }] };
}

function selectorFaults(root: Written, path: Path): readonly PathFault[] {
  const text = textAt(root, path);
  if (text === undefined) return [];
  if (seriesSelector(text) === undefined) {
    const message = 'this is no selector of raw counters: functions and ranges are ours to apply';
    return [{ path, on: 'value', code: 'selector', message, remedy: `write  'x_total{track="$track"}'` }];
  }
  return trackFaults(path, text);
}

function trackFaults(path: Path, text: string): readonly PathFault[] {
  if (text.includes('$track')) return [];
  const message = 'without $track both tracks would be told the same numbers';
  return [{ path, on: 'value', code: 'selector-track', message, remedy: 'add a matcher such as  track="$track"' }];
}

function queryFaults(root: Written, name: string): readonly PathFault[] {
  const path = ['metrics', 'queries', name];
  const { faults, type } = sourceOf(root, path);
  const isRatio = textAt(root, [...path, 'kind']) === 'ratio';
  return [
    ...metricNameFaults(path, name),
    ...faults,
    ...(type === undefined ? [] : isRatio ? ratioFaults(root, path, type) : valueFaults(root, path, type)),
    ...(isRatio
      ? foreign(root, path, ['query', 'unit', 'interval', 'window', 'fail_after', 'on_fail', 'per'], 'value')
      : []),
    ...(isRatio ? [] : foreign(root, path, ['numerator', 'denominator'], 'ratio')),
  ];
}

function metricNameFaults(path: Path, name: string): readonly PathFault[] {
  const fault = (message: string, remedy: string): PathFault => ({
    path,
    on: 'key',
    code: 'metric-name',
    message,
    remedy,
  });
  if (!METRIC.test(name) || WORDS.includes(name))
    return [
      fault(
        `${quoted(name)} cannot be written in a gate`,
        'write lower-case letters, digits and _, beginning with a letter',
      ),
    ];
  if (findMetric(name, []) === undefined && name !== 'business_metrics') return [];
  return [fault(`${name} has a meaning of its own`, 'give it another name')];
}

function ratioFaults(root: Written, path: Path, type: string): readonly PathFault[] {
  if (type !== 'prometheus') return [unanswered(path, `a source of type ${type} tells no pairs of counters`)];
  return ['numerator', 'denominator'].flatMap((key) =>
    valueAt(root, [...path, key]) === undefined
      ? [missing([...path, key], `write  ${key}: 'x_total{track="$track"}'`)]
      : selectorFaults(root, [...path, key]),
  );
}

function valueFaults(root: Written, path: Path, type: string): readonly PathFault[] {
  const at = [...path, 'query'];
  const query = textAt(root, at);
  if (type === 'router' || type === 'haproxy') return [unanswered(path, `a source of type ${type} tells no values`)];
  if (type === 'prometheus')
    return query === undefined ? [missing(at, `write  query: 'sum(x{track="$track"})'`)] : trackFaults(at, query);
  if (query === undefined) return [];
  const message = `a source of type ${type} tells values by their names`;
  return [{ path: at, on: 'key', code: 'key-of-another-source', message, remedy: 'take it out' }];
}

const unanswered = (path: Path, message: string): PathFault => ({
  path,
  on: 'key',
  code: 'query-unanswered',
  message,
  remedy: 'name a source of type prometheus under sources, and write  from: NAME',
});

const missing = (path: Path, remedy: string): PathFault => ({
  path,
  on: 'value',
  code: 'missing-key',
  message: `${path.at(-1)} is missing in ${path.at(-2)}`,
  remedy,
});

const foreign = (root: Written, path: Path, keys: readonly string[], kind: string): readonly PathFault[] =>
  keys
    .filter((key) => valueAt(root, [...path, key]) !== undefined)
    .map((key) => ({
      path: [...path, key],
      on: 'key',
      code: 'key-of-another-kind',
      message: `${key} belongs to kind ${kind}`,
      remedy: `take it out, or write  kind: ${kind}`,
    }));
