import type { Blackouts } from '../../api/blackouts.ts';
import { type Duration, formatDuration } from '../../core/kernel/duration.ts';
import { type Instant, instant } from '../../core/kernel/instant.ts';
import { blockedAt, unknownText } from '../../core/window/active.ts';
import type { Calendar, WindowInterval, WindowSource } from '../../core/window/window.ts';
import { dayAndTime } from '../../report/day-and-time.ts';

type Conflict = WindowInterval | 'unknown' | null;

/** A moment for programs. */
export const isoTime = (at: Instant): string => new Date(at).toISOString().replace(/\.000Z$/, 'Z');

/** The windows of some days, one line each. */
export function listText({ unit, from, calendar }: Blackouts, days: number, zone: string): string {
  const width = Math.max(0, ...calendar.intervals.map(({ name }) => name.length));
  const lines = calendar.intervals.map(
    ({ name, from: opens, to }) =>
      `${opens <= from ? '!' : ' '} ${name.padEnd(width)}  ${dayAndTime(opens, zone)} to ${dayAndTime(to, zone)}`,
  );
  const none = `No window of ${unit} opens within ${days} days`;
  return [...(lines.length === 0 ? [none] : lines), ...endLines(calendar, zone)].join('\n');
}

/** Whether a stretch is free, and if not, when the next one is. */
export function checkText(asked: {
  readonly found: Blackouts;
  readonly from: Instant;
  readonly length: Duration;
  readonly conflict: Conflict;
  readonly free: Instant | null;
  readonly zone: string;
}): string {
  const { found, from, length, conflict, free, zone } = asked;
  const stretch = `${dayAndTime(from, zone)} for ${formatDuration(length)}`;
  if (conflict === null) return `allowed: ${stretch} runs into no window of ${found.unit}`;
  const next = free === null ? 'no free stretch is known' : `next free: ${dayAndTime(free, zone)}`;
  return `not allowed: ${stretch} · ${conflictText(found.calendar, conflict, zone)}\n${next}`;
}

/** What a stretch runs into. */
export function conflictText(calendar: Calendar, conflict: Exclude<Conflict, null>, zone: string): string {
  if (conflict === 'unknown') return unknownText(calendar);
  return `${conflict.name}, ${dayAndTime(conflict.from, zone)} to ${dayAndTime(conflict.to, zone)}`;
}

/** Every window in the words of the file, with its next occurrence, and what the calendar says of this moment. */
export function explainText({ unit, policy, from, calendar }: Blackouts, zone: string): string {
  const now = instant(from);
  const blocked = blockedAt(calendar, now);
  const names = blocked === null || blocked.names.length > 0 ? blocked?.names.join(' and ') : unknownText(calendar);
  const end = blocked?.until == null ? '' : ` until ${dayAndTime(blocked.until, zone)}`;
  const state = blocked === null ? 'open: forward steps may begin now' : `denied${end}: ${names}`;
  const rules = `When one opens during a rollout: ${policy.onOpen}. Looked ahead: ${policy.lookahead}. Rollback is always allowed.`;
  const sources = policy.sources.flatMap((source) => [
    `${source.name}  ${sourceText(source)}`,
    `  next: ${nextText(calendar, source.name, now, zone)}`,
  ]);
  const none = policy.sources.length === 0 ? ['No window is written under blackouts.'] : [];
  return [`${unit} is ${state}`, rules, ...none, ...sources, ...endLines(calendar, zone)].join('\n');
}

function nextText({ intervals }: Calendar, name: string, now: Instant, zone: string): string {
  const next = intervals.find((one) => one.name === name && one.to > now);
  return next === undefined ? 'none is known' : `${dayAndTime(next.from, zone)} to ${dayAndTime(next.to, zone)}`;
}

function sourceText(source: WindowSource): string {
  const { timezone } = source;
  switch (source.kind) {
    case 'cron':
      return `cron "${source.cron}" for ${formatDuration(source.duration)}, ${timezone}`;
    case 'dates':
      return `from ${source.from} to ${source.to}, ${timezone}`;
    case 'rrule': {
      const { rrule, starts, duration, exdates, rdates } = source;
      const changes =
        exdates.length + rdates.length === 0 ? '' : `, ${exdates.length} left out, ${rdates.length} added`;
      return `rule ${rrule} from ${starts} for ${formatDuration(duration)}${changes}, ${timezone}`;
    }
    case 'ics': {
      const { ics, match, refresh, staleAfter } = source;
      const which = match === null ? 'all events' : `events that match ${match}`;
      const ages = `read every ${formatDuration(refresh)}, denied when older than ${formatDuration(staleAfter)}`;
      return `feed ${ics}, ${which}, ${ages}, ${timezone}`;
    }
  }
}

function endLines({ knownUntil, staleAt, problem }: Calendar, zone: string): readonly string[] {
  return [
    ...(problem === undefined ? [] : [`! ${problem}`]),
    ...(staleAt === undefined
      ? []
      : [`Feeds are believed until ${dayAndTime(staleAt, zone)}, unless they are read again`]),
    ...(problem !== undefined && staleAt === undefined
      ? [`Known until ${dayAndTime(knownUntil, zone)}; every moment after that counts as inside a window`]
      : []),
  ];
}
