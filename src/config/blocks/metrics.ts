import { z } from 'zod';
import { milliseconds, seconds } from '../../core/kernel/duration.ts';
import { haproxyRouterKeys } from '../../drivers/router/haproxy/schema.ts';
import { AddressRangeValue } from '../values/calendar.ts';
import { durationValue } from '../values/duration.ts';
import { SecretBlock } from '../values/secret.ts';
import { AlertLabels, AlertmanagerBlock } from './alertmanager.ts';

const text = (example: string, description: string) =>
  z
    .string()
    .min(1)
    .meta({ examples: [example], description });

/** What is asked for measurements. Which keys go with which type is a rule: rules/metric-sources.ts. */
const SourceBlock = z.strictObject({
  type: z
    .enum(['router', 'prometheus', 'haproxy', 'http', 'command'])
    .meta({ examples: ['prometheus'], description: 'What is asked' })
    .prefault('router'),
  url: text('http://prometheus.test:9090', 'prometheus, http: where it is asked; http may name $track').optional(),
  run: z
    .array(
      z
        .string()
        .min(1)
        .meta({ examples: ['./metrics'] }),
    )
    .min(1)
    .meta({
      examples: [['./metrics', '--track', '$track']],
      description: 'command: what prints the records; no shell reads it',
    })
    .optional(),
  timeout: durationValue('5s', 'How long an answer may take, at most 5s', milliseconds(100)).optional(),
  bearer: SecretBlock.optional(),
  alerts: AlertLabels.meta({ description: 'prometheus: alerts with these labels are noted for the report' }).optional(),
  socket: haproxyRouterKeys.socket.optional(),
  backend: haproxyRouterKeys.backend.optional(),
  latency: haproxyRouterKeys.latency.optional(),
  allow_private: z
    .array(AddressRangeValue)
    .max(20)
    .meta({ description: 'prometheus, http: ranges of private addresses that the source may be asked at' })
    .optional(),
});

const SERIES = 'http_requests_total{app="checkout",track="$track"}';

const SeriesBlock = z.strictObject({
  from: text('prom', 'The source of the series, by its name under sources').optional(),
  requests: text(SERIES, 'Selector of the counters of all requests'),
  errors: text(SERIES.replace('}', ',code=~"5.."}'), 'Selector of the counters of those that failed'),
  latency: text(
    'http_request_seconds_bucket{app="checkout",track="$track"}',
    'Selector of the _bucket counters of a histogram in seconds',
  ).optional(),
});

const QueryBlock = z.strictObject({
  kind: z
    .enum(['value', 'ratio'])
    .meta({ examples: ['value'], description: 'A value, or a pair of counters that is judged as error_rate is' })
    .prefault('value'),
  from: text('prom', 'The source of the metric, by its name under sources').optional(),
  query: text('60 * sum(rate(orders_total{track="$track"}[5m]))', 'value: what Prometheus is asked').optional(),
  numerator: text('orders_total{track="$track",paid="no"}', 'ratio: selector of what is counted').optional(),
  denominator: text('orders_total{track="$track"}', 'ratio: selector of what it is counted in').optional(),
  unit: z
    .string()
    .meta({ examples: ['/min'], description: '%, ms, s, min, req/s, /min, one of its own, or none for a bare number' })
    .prefault(''),
  better: z.enum(['higher', 'lower']).meta({ examples: ['higher'] }),
  role: z
    .enum(['business', 'technical'])
    .meta({ examples: ['business'], description: 'business_metrics names all of role business' })
    .prefault('technical'),
  interval: durationValue('30s', 'How often a value is asked for', seconds(1)).prefault('30s'),
  window: durationValue('5m', 'How far back the query looks; the longest range in it when left out').optional(),
  fail_after: z
    .int()
    .min(2)
    .max(100)
    .meta({ examples: [3], description: 'How many bad values in a row fail' })
    .optional(),
  on_fail: z
    .enum(['rollback', 'ambiguous'])
    .meta({ examples: ['rollback'], description: 'What follows then' })
    .optional(),
  per: z
    .literal('request')
    .meta({ examples: ['request'], description: 'Compares by request what grows with traffic' })
    .optional(),
});

/** Where measurements come from. The router counts whole seconds, so nothing is asked more often than that. */
export const MetricsBlock = z.strictObject({
  source: SourceBlock.prefault({}),
  sources: z.record(z.string(), SourceBlock).meta({ description: 'Further sources by name' }).optional(),
  interval: durationValue(
    '10s',
    'How often it is asked: 1s to 60s; 1s for the router, 10s for others',
    seconds(1),
  ).optional(),
  series: SeriesBlock.meta({
    description: 'Raw counters of a Prometheus, counted by Plimsoll; $track is the track',
  }).optional(),
  queries: z
    .record(z.string(), QueryBlock)
    .meta({ description: 'Metrics that are declared, by the name that gates give them' })
    .optional(),
  alertmanager: AlertmanagerBlock.optional(),
});

/** What `metrics:` says once it has been read. */
export type MetricsBlock = z.output<typeof MetricsBlock>;
