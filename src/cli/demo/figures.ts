import type { DeploymentView } from '../../api/view.ts';
import type { Tally } from './load.ts';

/** What the demo measured. */
export interface Figures {
  readonly requests: number;
  readonly failed: number;
  /** Requests that the bad release answered, and those of them that failed. */
  readonly exposed: { readonly requests: number; readonly errors: number };
  /** From the first bad answer a user got to the router giving the bad release nothing; null when it never failed. */
  readonly secondsToWeightZero: number | null;
  readonly rollback: {
    readonly trafficSeconds: number | null;
    readonly verifiedSeconds: number | null;
    readonly rehearsedSeconds: number | null;
  };
  readonly ended: readonly string[];
  readonly reports: readonly string[];
}

/** Takes the figures together. */
export function figuresOf(seen: {
  readonly views: readonly DeploymentView[];
  readonly tally: Tally;
  readonly exposed: { readonly requests: number; readonly errors: number };
  readonly reports: readonly string[];
}): Figures {
  const { views, tally, exposed, reports } = seen;
  const bad = views.at(-1);
  const startedAt = bad?.rollback === null || bad === undefined ? null : Date.parse(bad.rollback.startedAt);
  const backSeconds = bad?.rollback?.trafficBackSeconds ?? null;
  const weightZeroAt = startedAt === null || backSeconds === null ? null : startedAt + backSeconds * 1_000;
  return {
    requests: tally.sent,
    failed: tally.failed,
    exposed: { requests: exposed.requests, errors: exposed.errors },
    secondsToWeightZero:
      weightZeroAt === null || tally.firstFailureAt === null ? null : (weightZeroAt - tally.firstFailureAt) / 1_000,
    rollback: {
      trafficSeconds: backSeconds,
      verifiedSeconds: bad?.rollback?.verifiedSeconds ?? null,
      rehearsedSeconds: bad?.rehearsal === null || bad === undefined ? null : bad.rehearsal.back / 1_000,
    },
    ended: views.map((view) => view.phase),
    reports,
  };
}

const seconds = (value: number | null): string => (value === null ? 'not measured' : `${value.toFixed(2)} s`);

/** The figures for people. */
export function figuresText(figures: Figures): string {
  const { requests, failed, exposed, secondsToWeightZero, rollback, reports } = figures;
  return [
    '',
    'Figures',
    `  requests served through the router    ${requests - failed}`,
    `  requests failed                       ${failed}, of which ${exposed.errors} answered by the bad release`,
    `  exposed to the bad release            ${exposed.requests} requests`,
    `  first bad answer to weight 0          ${seconds(secondsToWeightZero)}`,
    `  rollback: traffic back                ${seconds(rollback.trafficSeconds)} after it was triggered`,
    `  rollback: stable verified             ${seconds(rollback.verifiedSeconds)} after it was triggered; rehearsed on staging in ${seconds(rollback.rehearsedSeconds)}`,
    '  reports',
    ...reports.map((file) => `    ${file}`),
  ].join('\n');
}
