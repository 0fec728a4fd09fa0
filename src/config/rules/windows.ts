import { parseWallTime } from '../calendar/date-time.ts';
import type { Path, PathFault } from '../problem/fault.ts';
import { isMap, itemsAt, textAt, valueAt, type Written } from '../yaml/written.ts';

const WINDOWS = ['blackouts', 'windows'];

/** Every window says when it opens, how long it lasts and in which zone. */
export function checkWindows(root: Written): readonly PathFault[] {
  const names = new Map<string, number>();
  return itemsAt(root, WINDOWS).flatMap((window, index) => {
    if (!isMap(window)) return [];
    const path = [...WINDOWS, index];
    const name = textAt(window, ['name']);
    const isTaken = name !== undefined && names.has(name);
    if (name !== undefined && !isTaken) names.set(name, index);
    return [
      ...(isTaken ? [nameTaken(path)] : []),
      ...checkTimes(root, path),
      ...(hasZone(root, path) ? [] : [withoutZone(path)]),
    ];
  });
}

const hasZone = (root: Written, path: Path): boolean =>
  valueAt(root, [...path, 'timezone']) !== undefined || valueAt(root, ['blackouts', 'timezone']) !== undefined;

const nameTaken = (path: Path): PathFault => ({
  path: [...path, 'name'],
  on: 'value',
  code: 'name-taken',
  message: 'two windows have this name',
  remedy: 'give each window a name of its own',
});

const withoutZone = (path: Path): PathFault => ({
  path: [...path, 'timezone'],
  on: 'value',
  code: 'timezone-missing',
  message: 'a window without a time zone',
  remedy: 'write  timezone: Europe/Berlin  in the window or under blackouts',
});

function checkTimes(root: Written, path: Path): readonly PathFault[] {
  const has = (key: string): boolean => valueAt(root, [...path, key]) !== undefined;
  const isCron = has('cron') || has('duration');
  const isDates = has('from') || has('to');
  if (isCron === isDates) {
    const message = isCron ? 'a window is either cron and duration, or from and to' : 'a window without a time';
    const remedy = 'write  cron: "0 17 * * 1-5", duration: 4h  or  from: "2026-12-18T00:00", to: "2027-01-04T06:00"';
    return [{ path, on: 'value', code: 'window-times', message, remedy }];
  }
  const [one, other] = isCron ? ['cron', 'duration'] : ['from', 'to'];
  const missing = [one, other].find((key) => key !== undefined && !has(key));
  if (missing !== undefined) {
    const message = `${missing} is missing in this window`;
    const remedy = { cron: 'write  cron: "0 17 * * 1-5"', duration: 'write  duration: 4h' }[missing];
    const path_ = [...path, missing];
    return [
      {
        path: path_,
        on: 'value',
        code: 'missing-key',
        message,
        remedy: remedy ?? `write  ${missing}: "2026-12-18T00:00"`,
      },
    ];
  }
  return isCron ? [] : checkOrder(root, path);
}

function checkOrder(root: Written, path: Path): readonly PathFault[] {
  const from = parseWallTime(textAt(root, [...path, 'from']) ?? '');
  const to = parseWallTime(textAt(root, [...path, 'to']) ?? '');
  if (from === undefined || to === undefined || from < to) return [];
  const message = 'this window ends before it begins';
  return [{ path: [...path, 'to'], on: 'value', code: 'window-order', message, remedy: 'write a date after from' }];
}
