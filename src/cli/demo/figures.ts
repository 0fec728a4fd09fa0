import type { DeploymentView } from '../../api/view.ts';
import type { Acted } from './acts.ts';
import type { Tally } from './load.ts';

/** What a release cost that was taken back. */
export interface TakenBack {
  readonly version: string;
  /** Requests that it answered, and those of them that failed. */
  readonly requests: number;
  readonly errors: number;
  readonly trafficBackSeconds: number | null;
  readonly verifiedSeconds: number | null;
  readonly rehearsedSeconds: number | null;
}

/** What the demo measured. */
export interface Figures {
  readonly requests: number;
  readonly failed: number;
  readonly takenBack: readonly TakenBack[];
  readonly ended: readonly string[];
  readonly reports: readonly string[];
  readonly seconds: number;
}

/** Takes the figures together. */
export function figuresOf(seen: {
  readonly acted: readonly Acted[];
  readonly tally: Tally;
  readonly reports: readonly string[];
  readonly seconds: number;
}): Figures {
  const { acted, tally, reports, seconds } = seen;
  return {
    requests: tally.sent,
    failed: tally.failed,
    takenBack: acted.flatMap(({ view, exposed }) => (exposed === null ? [] : [takenBackOf(view, exposed)])),
    ended: acted.map(({ view }) => view.phase),
    reports,
    seconds,
  };
}

const takenBackOf = (view: DeploymentView, exposed: NonNullable<Acted['exposed']>): TakenBack => ({
  version: view.release?.version ?? view.id,
  requests: exposed.requests,
  errors: exposed.errors,
  trafficBackSeconds: view.rollback?.trafficBackSeconds ?? null,
  verifiedSeconds: view.rollback?.verifiedSeconds ?? null,
  rehearsedSeconds: view.rehearsal === null ? null : view.rehearsal.back / 1_000,
});

const seconds = (value: number | null): string => (value === null ? 'not measured' : `${value.toFixed(2)} s`);

/** The figures for people. */
export function figuresText(figures: Figures): string {
  const { requests, failed, takenBack, reports } = figures;
  return [
    '',
    'Figures',
    `  the whole story                       ${Math.round(figures.seconds)} s`,
    `  requests served through the router    ${requests - failed}`,
    `  requests failed                       ${failed}`,
    ...takenBack.flatMap((one) => [
      `  ${one.version} was taken back`,
      `    exposed to it                       ${one.requests} requests, ${one.errors} failed`,
      `    traffic back                        ${seconds(one.trafficBackSeconds)} after the rollback began`,
      `    stable verified                     ${seconds(one.verifiedSeconds)}; rehearsed on staging in ${seconds(one.rehearsedSeconds)}`,
    ]),
    '  reports',
    ...reports.map((file) => `    ${file}`),
  ].join('\n');
}
