import type { BesideQuestion } from '../../approval/request.ts';
import { configChangeText } from '../../core/plan/config-changes.ts';
import { planDifferenceText } from '../../core/plan/diff.ts';
import { standingLines } from '../../core/plan/policy/standing.ts';
import { timeOfDay } from './moment.ts';

const MOST_COMMITS = 10;

/** One line for each commit that would go out, the newest first; past ten only their number. */
export function commitLines(commits: BesideQuestion['commits']): readonly string[] {
  const shown = commits
    .slice(0, MOST_COMMITS)
    .map(({ commit, author, subject }) => `${commit.slice(0, 12)} ${author}: ${subject}`);
  return commits.length > MOST_COMMITS ? [...shown, `and ${commits.length - MOST_COMMITS} more`] : shown;
}

/** How many commits, by how many people: `9 commits by 3 authors`. */
export function commitCount(commits: BesideQuestion['commits']): string {
  const authors = new Set(commits.map(({ author }) => author)).size;
  return `${plural(commits.length, 'commit')} by ${plural(authors, 'author')}`;
}

/** One line for each configuration key that changes. */
export const configLines = (changes: BesideQuestion['configChanges']): readonly string[] =>
  changes.length === 0 ? ['none'] : changes.map(configChangeText);

/** Whether the run fits between the blackout windows over its whole length, and when it would. */
export function forecastText(forecast: BesideQuestion['forecast'], zone: string, now: string): string {
  const { to, conflict, unknown, nextFree } = forecast;
  const later = nextFree === null ? '' : `; free from ${timeOfDay(nextFree, zone, now)}`;
  if (conflict !== null)
    return `begun now it runs into ${conflict.name} from ${timeOfDay(conflict.from, zone, now)}${later}`;
  if (unknown !== null) return `not known whether it fits: ${unknown}${later}`;
  return `begun now it fits, to ${timeOfDay(to, zone, now)}`;
}

/** How many must approve, and who of those who are enrolled could. */
export const approversText = (named: readonly string[], count: number, mayApprove: readonly string[]): string =>
  `${count} of ${named.join(', ')} · could answer now: ${mayApprove.join(', ') || 'nobody who is enrolled'}`;

/** Everything that stands on a sheet beside the plan, as labelled lines. */
export function besideLines(beside: BesideQuestion): readonly (readonly [label: string, text: string])[] {
  const lines = (label: string, texts: readonly string[]) =>
    texts.map((text, at): readonly [string, string] => [at === 0 ? label : '', text]);
  return [
    ...lines('Policy', standingLines(beside.policy)),
    ...lines('Changed since', beside.changedSince.map(planDifferenceText)),
    ...lines('In the way', beside.inTheWay ?? []),
    ...lines('Ticket', beside.ticket === null ? [] : [beside.ticket]),
  ];
}

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
