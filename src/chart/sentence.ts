import type { CoursePoint } from '../core/course/course.ts';
import { amountText } from './amount.ts';
import type { CanaryChart } from './canary-chart.ts';
import { clockTime, dayOf, zoneText } from './clock-time.ts';
import { isMeasured, silencesOf } from './gaps.ts';

/** A chart in one sentence, for whoever does not see it. */
export function chartSentence(chart: CanaryChart): string {
  const { title, subtitle, from, now, zone, points, holds, marks, isDifference } = chart;
  const gaps = silencesOf(points).length;
  const rollback = marks.find(({ kind }) => kind === 'rollback');
  return [
    `${title}${isDifference ? ', as difference to stable' : ''}. ${capital(subtitle)}.`,
    `From ${dayOf(from, zone)} ${clockTime(from, zone)} to ${clockTime(now, zone)} (${zoneText(zone)}).`,
    ...(gaps === 0 ? [] : [`Nothing was measured in ${gaps} ${gaps === 1 ? 'stretch' : 'stretches'} of it.`]),
    ...(holds.length === 0 ? [] : [`Held ${holds.length === 1 ? 'once' : `${holds.length} times`}.`]),
    ...(rollback === undefined ? [] : [`${capital(rollback.text)} at ${clockTime(rollback.at, zone, true)}.`]),
  ].join(' ');
}

/** One point of a chart in words: what a pointer or an arrow key comes to. */
export function readingOf({ unit, zone, isDifference }: CanaryChart, point: CoursePoint): string {
  const time = clockTime(point.at, zone, true);
  if (!isMeasured(point)) return `${time}: no data for ${Math.round(point.silent)} s`;
  const { observed, low, high, baseline, limit } = point;
  return [
    `${time}: candidate ${amountText(observed, unit)}${isDifference ? ' over stable' : ''}`,
    ...(low === null || high === null ? [] : [`between ${amountText(low, unit)} and ${amountText(high, unit)}`]),
    ...(baseline === null || isDifference ? [] : [`stable ${amountText(baseline, unit)}`]),
    ...(limit === null ? [] : [`limit ${amountText(limit, unit)}`]),
    `${amountText(point.requests, '')} requests`,
  ].join(', ');
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
