import type { MetricsSpec } from '../unit/metrics.ts';

/** What an Alertmanager is called in records. No source in a file can bear this name: theirs have no capitals. */
export const ALERTMANAGER = 'Alertmanager';

/** The names of the monitoring systems that are to say which alerts of a unit fire. */
export const alertSourceNames = (metrics: MetricsSpec): readonly string[] => [
  ...prometheusWithAlerts(metrics).map(({ name }) => name),
  ...(metrics.alertmanager === undefined ? [] : [ALERTMANAGER]),
];

/** The sources that are asked for their alerts as well, by name; the main one is called after its type. */
export const prometheusWithAlerts = ({ source, sources = {} }: MetricsSpec) =>
  [[source.type, source] as const, ...Object.entries(sources)].flatMap(([name, spec]) =>
    spec.type === 'prometheus' && spec.alerts !== undefined ? [{ name, spec, labels: spec.alerts }] : [],
  );
