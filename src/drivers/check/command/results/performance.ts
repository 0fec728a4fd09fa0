import type { PerformanceFigure } from '../../../../core/validation/measured.ts';
import { printable } from '../../../shared/printable.ts';
import { amountAt, isObject, type JsonObject, objectAt, objectsAt, readObject, textAt } from './json.ts';

/** What performance results say, or why they cannot be trusted to say anything. */
export type Performance = { readonly figures: readonly PerformanceFigure[] } | { readonly problem: string };

/** No run has more figures than this. */
const MOST_FIGURES = 1_000;
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;

/** Each unit as results write it, in the one that figures are kept in. */
const UNITS: Readonly<Record<string, { readonly unit: string; readonly times: number }>> = {
  ms: { unit: 'ms', times: 1 },
  s: { unit: 'ms', times: 1_000 },
  '%': { unit: '%', times: 0.01 },
  'req/s': { unit: 'req/s', times: 1 },
  '/min': { unit: '/min', times: 1 },
  '': { unit: '', times: 1 },
};

/** Reads performance results: our own form, or what autocannon, k6 (its summary) or hyperfine writes. */
export function readPerformance(bytes: Uint8Array): Performance {
  const root = readObject(bytes);
  if ('problem' in root) return { problem: String(root.problem) };
  const said = formOf(root)(root);
  if ('problem' in said) return said;
  if (said.figures.length === 0) return { problem: 'holds no figure' };
  return said.figures.length > MOST_FIGURES ? { problem: `holds more than ${MOST_FIGURES} figures` } : said;
}

function formOf(root: JsonObject): (root: JsonObject) => Performance {
  if ('schema' in root) return ownForm;
  if (isObject(root.latency) && isObject(root.requests)) return autocannon;
  if (isObject(root.metrics)) return k6;
  if (Array.isArray(root.results)) return hyperfine;
  return () => ({ problem: 'is no performance result: neither plimsoll.perf/v1, nor of autocannon, k6 or hyperfine' });
}

function ownForm(root: JsonObject): Performance {
  if (root.schema !== 'plimsoll.perf/v1')
    return { problem: `has a schema that is not read: ${printable(String(root.schema))}` };
  const figures: PerformanceFigure[] = [];
  for (const [metric, value] of Object.entries(objectAt(root, 'metrics'))) {
    const unit = UNITS[isObject(value) ? (textAt(value, 'unit') ?? '') : 'none'];
    const amount = isObject(value) ? amountAt(value, 'value') : undefined;
    if (!NAME.test(metric) || unit === undefined || amount === undefined) {
      return { problem: `says of ${printable(metric).slice(0, 100)} no value with a unit` };
    }
    figures.push({ metric, value: amount * unit.times, unit: unit.unit });
  }
  return { figures };
}

/** autocannon's own JSON: latencies in milliseconds, requests a second, and what was no answer or no good one. */
function autocannon(root: JsonObject): Performance {
  const latency = objectAt(root, 'latency');
  const requests = objectAt(root, 'requests');
  const total = amountAt(requests, 'total') ?? 0;
  const bad = (amountAt(root, 'errors') ?? 0) + (amountAt(root, 'timeouts') ?? 0) + (amountAt(root, 'non2xx') ?? 0);
  return {
    figures: [
      ...percentiles(latency, (level) => `p${level}`),
      ...figure('throughput', amountAt(requests, 'average'), 'req/s'),
      ...figure('error_rate', total + bad === 0 ? undefined : Math.min(1, bad / Math.max(total, bad)), '%'),
    ],
  };
}

/** What k6 writes with --summary-export, or from handleSummary with its values one level deeper. */
function k6(root: JsonObject): Performance {
  const metrics = objectAt(root, 'metrics');
  const valuesOf = (name: string): JsonObject => {
    const metric = objectAt(metrics, name);
    return isObject(metric.values) ? metric.values : metric;
  };
  const duration = valuesOf('http_req_duration');
  const failed = valuesOf('http_req_failed');
  return {
    figures: [
      ...figure('latency_p50', amountAt(duration, 'med'), 'ms'),
      ...percentiles(duration, (level) => `p(${level})`),
      ...figure('throughput', amountAt(valuesOf('http_reqs'), 'rate'), 'req/s'),
      ...figure('error_rate', amountAt(failed, 'rate') ?? amountAt(failed, 'value'), '%'),
    ],
  };
}

/** The times of hyperfine's first command, which are seconds. */
function hyperfine(root: JsonObject): Performance {
  const [first] = objectsAt(root, 'results');
  if (first === undefined) return { figures: [] };
  return {
    figures: ['mean', 'median', 'min', 'max'].flatMap((which) => {
      const seconds = amountAt(first, which);
      return figure(`duration_${which}`, seconds === undefined ? undefined : seconds * 1_000, 'ms');
    }),
  };
}

const LEVELS = ['50', '75', '90', '95', '99', '99.9'] as const;

const percentiles = (object: JsonObject, key: (level: string) => string): readonly PerformanceFigure[] =>
  LEVELS.flatMap((level) => {
    const value = amountAt(object, key(level)) ?? amountAt(object, key(level.replace('.', '_')));
    return figure(`latency_p${level.replace('.', '_')}`, value, 'ms');
  });

const figure = (metric: string, value: number | undefined, unit: string): readonly PerformanceFigure[] =>
  value === undefined ? [] : [{ metric, value, unit }];
