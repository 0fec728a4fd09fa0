import { type AlertGap, type AlertTime, alertGaps, alertTimes } from '../../core/alert/alert-times.ts';
import type { AlertLook } from '../../core/alert/seen-alert.ts';
import type { DeploymentRecord } from '../record.ts';
import { momentIn, zoneOf } from '../zone.ts';

/** What looking for alerts came to, in order. */
const looksOf = ({ measured }: Pick<DeploymentRecord, 'measured'>): readonly AlertLook[] =>
  measured.filter((one): one is AlertLook => one.type === 'AlertsSeen' || one.type === 'AlertsUnseen');

/**
 * The alerts of monitoring systems that fired while the deployment was in production, a line each, and what is not known of them: a
 * system that could not be asked has not said that nothing fires.
 */
export function monitoringAlerts(
  record: Pick<DeploymentRecord, 'measured' | 'events'>,
  sources: readonly string[],
): readonly string[] {
  const looks = looksOf(record);
  const gaps = alertGaps(looks);
  const moment = momentIn(zoneOf(record.events));
  const silent = new Set(gaps.filter(({ to }) => to === null).map(({ source }) => source));
  return [
    ...alertTimes(looks).map((time) => alertLine(time, silent.has(time.source), moment)),
    ...gaps.map((gap) => gapLine(gap, moment)),
    ...unasked(looks, sources).map((source) => `${source} was never asked which alerts fire: that is unknown`),
  ];
}

/** Who was asked, and how that went: without it nobody can tell "none" from "nobody looked". */
export function alertBasis(record: Pick<DeploymentRecord, 'measured'>, sources: readonly string[]): string {
  if (sources.length === 0) return 'Alerts: our own holds and triggers; no monitoring system is named to be asked';
  const looks = looksOf(record);
  const troubled = new Set([...alertGaps(looks).map(({ source }) => source), ...unasked(looks, sources)]);
  return `Alerts: our own holds and triggers, and ${sources
    .map((source) => (troubled.has(source) ? `${source} (not known for all of the time)` : source))
    .join(', ')}`;
}

const unasked = (looks: readonly AlertLook[], sources: readonly string[]): readonly string[] =>
  sources.filter((name) => looks.every(({ source }) => source !== name));

/** Writes a moment in the zone of the report. */
type Told = ReturnType<typeof momentIn>;

function alertLine({ source, alert, firstSeen, gone, wasThere }: AlertTime, isSilent: boolean, moment: Told): string {
  const { name, severity, summary, muted } = alert;
  const told = summary === '' ? '' : `: ${summary}`;
  const what = `${source} alert ${name}${severity === null ? '' : ` (${severity})`}${told}`;
  const state =
    gone === null ? (isSilent ? ', firing when it was last told' : ', still firing') : `, gone at ${moment(gone)}`;
  const before = wasThere ? ', which fired before it was first looked' : '';
  return `${moment(alert.since ?? firstSeen)} ${what}${muted === undefined ? '' : `, ${muted}`}${state}${before}`;
}

const gapLine = ({ source, from, to, why }: AlertGap, moment: Told): string =>
  `${moment(from)} ${source} could not be asked which alerts fire${to === null ? '' : ` until ${moment(to)}`}, so that is unknown: ${why}`;
