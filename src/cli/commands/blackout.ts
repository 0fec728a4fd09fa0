import type { Blackouts } from '../../api/blackouts.ts';
import { ProblemError } from '../../api/problem.ts';
import { parseWallTime } from '../../config/calendar/date-time.ts';
import { openingAt } from '../../config/calendar/zone.ts';
import { formatDuration, milliseconds, parseDuration } from '../../core/kernel/duration.ts';
import { type Instant, instant } from '../../core/kernel/instant.ts';
import { firstConflict } from '../../core/window/active.ts';
import { lookingAhead, nextFree } from '../../core/window/free.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Next, Outcome } from '../outcome.ts';
import { checkText, conflictText, explainText, isoTime, listText } from '../render/blackout.ts';

/** A moment that is over by more than this is a mistake, in milliseconds. */
const OVER = 60_000;

/** How far the next free stretch is looked for, in days. */
const FREE_WITHIN = 60;

/** The windows of the next days. */
export async function blackoutList(doing: Doing, options: { readonly days: number }): Promise<Outcome> {
  const { zone } = doing.invocation;
  const found = await asked(doing, null, options.days);
  return { exit: EXIT.good, text: listText(found, options.days, zone), data: dataOf(found), next: problemNext(found) };
}

/** Whether production could be changed at a moment, for so long. Exit 4 when it could not. */
export async function blackoutCheck(
  doing: Doing,
  options: { readonly at?: string; readonly for: string },
): Promise<Outcome> {
  const { zone } = doing.invocation;
  const length = parseDuration(options.for);
  if (length === undefined) throw usage('duration', `${options.for} is no duration`, 'Write one such as 45m or 1h30m');
  const at = options.at === undefined ? null : momentOf(options.at, zone);
  if (at !== null && at < Date.now() - OVER) throw usage('time-over', `${options.at} is over`, 'Name a moment to come');
  const found = await asked(doing, at === null ? null : isoTime(at), FREE_WITHIN);
  const from = instant(found.from);
  const ahead = lookingAhead(found.calendar, instant(Date.now()));
  const conflict = firstConflict(ahead, from, length);
  const free = nextFree(ahead, from, length);
  const data = {
    ...{ unit: found.unit, at: isoTime(from), for: formatDuration(length), allowed: conflict === null },
    conflict: conflict === null || conflict === 'unknown' ? conflict : intervalData(conflict),
    next_free: free === null ? null : isoTime(free),
  };
  const text = checkText({ found, from, length, conflict, free, zone });
  if (conflict === null) return { exit: EXIT.good, text, data };
  const message = `${found.unit} may not be changed then: ${conflictText(found.calendar, conflict, zone)}`;
  const remedy = free === null ? 'plimsoll blackout explain' : `Begin at ${isoTime(free)}, or shorten it`;
  const next: readonly Next[] = [{ command: 'plimsoll blackout list', why: 'the windows of the next days' }];
  return { exit: EXIT.refused, text, data, errors: [{ code: 'inside-blackout-window', message, remedy }], next };
}

/** What each window says, where it comes from, when it opens next, and how fresh its feed is. */
export async function blackoutExplain(doing: Doing): Promise<Outcome> {
  const { zone } = doing.invocation;
  const found = await asked(doing, null, FREE_WITHIN);
  const { policy, calendar } = found;
  const data = {
    ...dataOf(found),
    on_open: policy.onOpen,
    lookahead: policy.lookahead,
    sources: policy.sources,
    stale_at: calendar.staleAt === undefined ? null : isoTime(calendar.staleAt),
  };
  return { exit: EXIT.good, text: explainText(found, zone), data, next: problemNext(found) };
}

async function asked(doing: Doing, from: string | null, days: number): Promise<Blackouts> {
  return (await doing.plane()).blackouts({ config: doing.invocation.config, from, days });
}

const intervalData = ({ name, from, to }: Blackouts['calendar']['intervals'][number]) => ({
  name,
  from: isoTime(from),
  to: isoTime(to),
});

const dataOf = ({ unit, from, calendar }: Blackouts) => ({
  unit,
  from: isoTime(instant(from)),
  known_until: isoTime(calendar.knownUntil),
  windows: calendar.intervals.map(intervalData),
  problem: calendar.problem ?? null,
});

const problemNext = ({ calendar }: Blackouts): readonly Next[] =>
  calendar.problem === undefined ? [] : [{ command: 'plimsoll blackout explain', why: calendar.problem }];

/** A moment with its offset, or what the clock of the shown zone shows; or how long from now. */
function momentOf(text: string, zone: string): Instant {
  const ahead = parseDuration(text.replace(/^\+/, ''));
  if (text.startsWith('+') && ahead !== undefined) return instant(Date.now() + milliseconds(ahead));
  const wall = parseWallTime(text);
  if (wall !== undefined) return openingAt(wall, zone);
  const moment = Date.parse(text);
  if (/^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:\d\d)$/.test(text) && Number.isFinite(moment)) return instant(moment);
  throw usage(
    'not-a-time',
    `${text} is no moment`,
    'Write a time such as 2026-12-18T16:00 (in --tz), 2026-12-18T15:00Z, or +2h for two hours from now',
  );
}

const usage = (code: string, message: string, remedy: string): ProblemError =>
  new ProblemError('usage', [{ code, message, remedy }]);
