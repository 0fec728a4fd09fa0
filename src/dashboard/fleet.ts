import { METRICS as M } from '../telemetry/metric-names.ts';
import { dashboardOf } from './dashboard.ts';

const RANGE = '[$__range]';

/** All units of a control plane: what is under way, what waits for a person, what went back, and what is wrong with ourselves. */
export const fleetDashboard = () =>
  dashboardOf({
    uid: 'plimsoll-fleet',
    title: 'Plimsoll: fleet',
    what: 'All units of a control plane',
    choices: [],
    panels: [
      {
        ...{ title: 'Waits for a person', kind: 'table', unit: 's' },
        what: 'Questions that are open, and how long they are',
        queries: [{ expr: `max by (unit, environment, checkpoint) (${M.checkpointAge})`, legend: '' }],
      },
      {
        ...{ title: 'Under way', kind: 'table', unit: 's' },
        what: 'How long the one that is longest in a phase is in it',
        queries: [{ expr: `max by (unit, environment, phase) (${M.phaseAge})`, legend: '' }],
      },
      {
        ...{ title: 'Completed', kind: 'stat', unit: 'short' },
        what: 'Deployments that came to a good end in this time',
        queries: [{ expr: `sum(increase(${M.deployments}{phase="completed"}${RANGE}))`, legend: 'completed' }],
      },
      {
        ...{ title: 'Rolled back', kind: 'stat', unit: 'short', redFrom: 1 },
        what: 'Deployments that went back in this time',
        queries: [{ expr: `sum(increase(${M.deployments}{phase="rolling-back"}${RANGE}))`, legend: 'rolled back' }],
      },
      {
        ...{ title: 'Verdicts', kind: 'timeseries', unit: 'short' },
        what: 'What the judge said, by state',
        queries: [{ expr: `sum by (verdict) (increase(${M.verdicts}[$__rate_interval]))`, legend: '{{verdict}}' }],
      },
      {
        ...{ title: 'Candidate weight', kind: 'timeseries', unit: 'percentunit' },
        what: 'The candidate’s share of each unit’s traffic',
        queries: [{ expr: `max by (unit, environment) (${M.weight})`, legend: '{{unit}} {{environment}}' }],
      },
      {
        ...{ title: 'Wait for approval', kind: 'timeseries', unit: 's' },
        what: 'Median of a day',
        queries: [
          {
            expr: `histogram_quantile(0.5, sum by (le, unit) (increase(${M.approvalWait}_bucket[1d])))`,
            legend: '{{unit}}',
          },
        ],
      },
      {
        ...{ title: 'Time to roll back', kind: 'timeseries', unit: 's' },
        what: 'From the cause until stable is verified, 95th percentile of thirty days',
        queries: [
          {
            expr: `histogram_quantile(0.95, sum by (le, unit) (increase(${M.rollbackSeconds}_bucket{until="verified"}[30d])))`,
            legend: '{{unit}}',
          },
        ],
      },
      {
        ...{ title: 'Metric sources that deliver nothing', kind: 'timeseries', unit: 's', redFrom: 60 },
        what: 'Since when',
        queries: [{ expr: `max by (unit, source, why) (${M.sourceDown})`, legend: '{{unit}} {{source}} {{why}}' }],
      },
      {
        ...{ title: 'Record and messages', kind: 'stat', unit: 'short' },
        what: 'Whether the record can be read whole, and how many messages were given up',
        queries: [
          { expr: `min(${M.chainOk})`, legend: 'record' },
          { expr: `sum by (delivery) (${M.notifications})`, legend: 'messages {{delivery}}' },
        ],
      },
    ],
  });
