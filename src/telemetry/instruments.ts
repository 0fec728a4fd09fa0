import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { METRICS } from './metric-names.ts';

const PLACE = ['unit', 'environment'] as const;

/** The instruments of one registry. Ids are never labels: there would be a series for each deployment for ever. */
export function instrumentsIn(registry: Registry) {
  const registers = [registry];
  return {
    deployments: new Counter({
      ...{ name: METRICS.deployments, help: 'Deployments that entered a phase', registers },
      labelNames: [...PLACE, 'strategy', 'phase'],
    }),
    stageSeconds: new Histogram({
      ...{ name: METRICS.stageSeconds, help: 'How long stages lasted', registers },
      labelNames: [...PLACE, 'strategy'],
      buckets: [60, 300, 600, 900, 1_800, 3_600, 7_200, 21_600],
    }),
    verdicts: new Counter({
      ...{ name: METRICS.verdicts, help: 'Verdicts of the judge', registers },
      labelNames: [...PLACE, 'verdict', 'reason'],
    }),
    approvalWait: new Histogram({
      ...{ name: METRICS.approvalWait, help: 'How long deployments waited for approval', registers },
      labelNames: [...PLACE],
      buckets: [60, 300, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400],
    }),
    rollbackSeconds: new Histogram({
      ...{
        name: METRICS.rollbackSeconds,
        help: 'From the cause of a rollback to traffic back, and to stable verified',
        registers,
      },
      labelNames: [...PLACE, 'until'],
      buckets: [1, 2, 5, 10, 20, 30, 60, 120, 300, 600],
    }),
    sourceErrors: new Counter({
      ...{ name: METRICS.sourceErrors, help: 'How often a metric source ceased to deliver', registers },
      labelNames: [...PLACE, 'source', 'why'],
    }),
    requests: new Counter({
      ...{ name: METRICS.requests, help: 'Requests that were judged, since this process began to count', registers },
      labelNames: [...PLACE, 'track'],
    }),
    errors: new Counter({
      ...{ name: METRICS.errors, help: 'Judged requests that failed, since this process began to count', registers },
      labelNames: [...PLACE, 'track'],
    }),
    latency: gauge(METRICS.latency, '99th percentile of the last minute that was judged', 'track'),
    sourceDown: gauge(METRICS.sourceDown, 'Since when a metric source delivers nothing', 'source', 'why'),
    holds: gauge(METRICS.holds, 'Holds that stand', 'reason'),
    phaseAge: gauge(METRICS.phaseAge, 'How long the one that is longest in a phase is in it', 'phase'),
    checkpointAge: gauge(METRICS.checkpointAge, 'How long a person is waited for', 'checkpoint'),
    checkpointLeft: gauge(METRICS.checkpointLeft, 'Seconds until the default is taken', 'checkpoint'),
    weight: gauge(METRICS.weight, 'The candidate’s share of the traffic, as the router confirmed it'),
    chainOk: plain(METRICS.chainOk, '1 while every record can be read and heads are signed'),
    notifications: plain(METRICS.notifications, 'Messages to receivers outside', 'delivery'),
    info: plain(METRICS.info, 'The control plane that answers', 'version'),
  };

  function gauge(name: string, help: string, ...labels: readonly string[]): Gauge {
    return plain(name, help, ...PLACE, ...labels);
  }

  function plain(name: string, help: string, ...labels: readonly string[]): Gauge {
    return new Gauge({ name, help, labelNames: labels, registers });
  }
}

/** What is counted with. */
export type Instruments = ReturnType<typeof instrumentsIn>;
