import { expect, it } from 'vitest';
import { alertSourceNames } from '../core/alert/alert-sources.ts';
import { seconds } from '../core/kernel/duration.ts';
import type { MetricsSpec } from '../core/unit/metrics.ts';
import { alertSources } from './metric-sources.ts';

const asked = { url: 'http://monitoring.test', timeout: seconds(5), bearer: null };
const prometheus = { type: 'prometheus', ...asked } as const;

it.each<[string, MetricsSpec]>([
  ['nobody', { source: { type: 'router' }, interval: seconds(1) }],
  ['an Alertmanager', { source: { type: 'router' }, interval: seconds(1), alertmanager: { ...asked, labels: {} } }],
  [
    'every Prometheus with alerts, and an Alertmanager',
    {
      ...{ source: { ...prometheus, alerts: { app: 'a' } }, interval: seconds(10) },
      sources: { plain: prometheus, second: { ...prometheus, alerts: {} } },
      alertmanager: { ...asked, labels: {} },
    },
  ],
])('who is asked for alerts is who the report expects an answer from: %s', (_, spec) => {
  expect(alertSources(spec).map(({ name }) => name)).toEqual(alertSourceNames(spec));
});
