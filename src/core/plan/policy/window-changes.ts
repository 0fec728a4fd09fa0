import { formatDuration } from '../../kernel/duration.ts';
import type { WindowPolicy, WindowSource } from '../../window/window.ts';
import { canonical } from '../canonical.ts';
import { changeOf, isWithin, type PolicyChange } from './change.ts';

/** How the calendar changes. One more window, or one that only grows, is stricter; an exception to a window is not. */
export function windowChanges(before: WindowPolicy, after: WindowPolicy): readonly PolicyChange[] {
  return [
    ...changeOf('blackouts.lookahead', before.lookahead, after.lookahead, after.lookahead === 'whole-run'),
    ...changeOf('blackouts.on_open', before.onOpen, after.onOpen, after.onOpen === 'rollback'),
    ...sourceChanges(before.sources, after.sources),
  ];
}

function sourceChanges(before: readonly WindowSource[], after: readonly WindowSource[]): readonly PolicyChange[] {
  const names = [...new Set([...before, ...after].map(({ name }) => name))];
  return names.flatMap((name) => {
    const was = before.filter((source) => source.name === name);
    const is = after.filter((source) => source.name === name);
    const isHidden = textsOf(was) === textsOf(is) && canonical(was) !== canonical(is);
    const text = `${textsOf(is)}${isHidden ? ', in another way' : ''}`;
    return changeOf(`blackouts.windows.${name}`, textsOf(was), text, grows(was, is));
  });
}

const textsOf = (sources: readonly WindowSource[]): string => sources.map(sourceText).join(' + ') || 'none';

// Two windows of one name are not told apart: they may only be joined by more.
const grows = (was: readonly WindowSource[], is: readonly WindowSource[]): boolean =>
  was.length === 1 && is.length === 1 && was[0] !== undefined && is[0] !== undefined
    ? covers(is[0], was[0])
    : isWithin(was.map(canonical), is.map(canonical));

/** Whether a window surely denies every moment that another of its name denied. What cannot be told is no. */
function covers(is: WindowSource, was: WindowSource): boolean {
  if (is.kind === 'cron' && was.kind === 'cron') return isAlike(is, was, ['duration']) && is.duration >= was.duration;
  if (is.kind === 'rrule' && was.kind === 'rrule') {
    const isMore = isWithin(is.exdates, was.exdates) && isWithin(was.rdates, is.rdates);
    return isAlike(is, was, ['duration', 'exdates', 'rdates']) && is.duration >= was.duration && isMore;
  }
  // Written alike they sort like the times they are.
  if (is.kind === 'dates' && was.kind === 'dates') {
    const isWrittenAlike = is.from.length === was.from.length && is.to.length === was.to.length;
    return isAlike(is, was, ['from', 'to']) && isWrittenAlike && is.from <= was.from && is.to >= was.to;
  }
  if (is.kind === 'ics' && was.kind === 'ics') {
    const isStricter = is.refresh <= was.refresh && is.staleAfter <= was.staleAfter;
    const isWider = is.match === was.match || is.match === null;
    return isAlike(is, was, ['refresh', 'staleAfter', 'match']) && isStricter && isWider;
  }
  return false;
}

function isAlike<T extends WindowSource>(is: T, was: T, but: readonly (keyof T)[]): boolean {
  const rest = (source: T): string => canonical({ ...source, ...Object.fromEntries(but.map((key) => [key, null])) });
  return rest(is) === rest(was);
}

function sourceText(source: WindowSource): string {
  const { timezone } = source;
  switch (source.kind) {
    case 'cron':
      return `cron "${source.cron}" for ${formatDuration(source.duration)} (${timezone})`;
    case 'dates':
      return `${source.from} to ${source.to} (${timezone})`;
    case 'rrule': {
      const out = source.exdates.length === 0 ? '' : ` but ${source.exdates.join(', ')}`;
      const more = source.rdates.length === 0 ? '' : ` and ${source.rdates.join(', ')}`;
      return `${source.rrule} from ${source.starts} for ${formatDuration(source.duration)}${out}${more} (${timezone})`;
    }
    case 'ics': {
      const match = source.match === null ? 'all' : `match "${source.match}"`;
      const fresh = `refresh ${formatDuration(source.refresh)}, stale after ${formatDuration(source.staleAfter)}`;
      const ranges = source.allowPrivate.length === 0 ? '' : `, allow ${source.allowPrivate.join(', ')}`;
      return `${source.ics} ${match}, ${fresh}${ranges} (${timezone})`;
    }
  }
}
