import { METRICS as M } from '../telemetry/metric-names.ts';
import { dashboardOf } from './dashboard.ts';

const PLACE = 'unit=~"$unit",environment=~"$environment"';
const rate = (metric: string): string => `sum by (track) (rate(${metric}{${PLACE}}[$__rate_interval]))`;

/** One unit: the candidate beside stable, as the judge counted them. */
export const unitDashboard = () =>
  dashboardOf({
    uid: 'plimsoll-unit',
    title: 'Plimsoll: unit',
    what: 'One unit: candidate and stable as the judge counted them',
    choices: [
      { name: 'unit', query: `label_values(${M.deployments}, unit)`, multi: false },
      { name: 'environment', query: `label_values(${M.deployments}{unit=~"$unit"}, environment)`, multi: false },
    ],
    panels: [
      {
        ...{ title: 'Error rate', kind: 'timeseries', unit: 'percentunit' },
        what: 'Failed requests in all judged requests, by track',
        queries: [{ expr: `${rate(M.errors)} / ${rate(M.requests)}`, legend: '{{track}}' }],
      },
      {
        ...{ title: 'Latency p99', kind: 'timeseries', unit: 's' },
        what: 'Of the last minute that was judged, by track',
        queries: [{ expr: `max by (track) (${M.latency}{${PLACE}})`, legend: '{{track}}' }],
      },
      {
        ...{ title: 'Requests', kind: 'timeseries', unit: 'reqps' },
        what: 'Judged requests, by track',
        queries: [{ expr: rate(M.requests), legend: '{{track}}' }],
      },
      {
        ...{ title: 'Candidate weight', kind: 'timeseries', unit: 'percentunit' },
        what: 'Confirmed by the router, and what the counts show',
        queries: [
          { expr: `max(${M.weight}{${PLACE}})`, legend: 'confirmed' },
          {
            expr: `sum(rate(${M.requests}{${PLACE},track="candidate"}[$__rate_interval])) / sum(rate(${M.requests}{${PLACE}}[$__rate_interval]))`,
            legend: 'counted',
          },
        ],
      },
      {
        ...{ title: 'Phase', kind: 'table', unit: 's' },
        what: 'Where it is, and how long',
        queries: [{ expr: `max by (phase) (${M.phaseAge}{${PLACE}})`, legend: '' }],
      },
      {
        ...{ title: 'Holds', kind: 'table', unit: 'short' },
        what: 'Why the weight may not rise',
        queries: [{ expr: `max by (reason) (${M.holds}{${PLACE}})`, legend: '' }],
      },
      {
        ...{ title: 'Verdicts', kind: 'timeseries', unit: 'short' },
        what: 'What the judge said, and why',
        queries: [
          {
            expr: `sum by (verdict, reason) (increase(${M.verdicts}{${PLACE}}[$__rate_interval]))`,
            legend: '{{verdict}} {{reason}}',
          },
        ],
      },
      {
        ...{ title: 'Stage length', kind: 'timeseries', unit: 's' },
        what: 'Median of a week',
        queries: [
          {
            expr: `histogram_quantile(0.5, sum by (le) (increase(${M.stageSeconds}_bucket{${PLACE}}[7d])))`,
            legend: 'median',
          },
        ],
      },
    ],
  });
