import { parseWallTime } from '../calendar/date-time.ts';
import { RuleStarts, ruleFault } from '../calendar/rrule.ts';
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

/** What each kind of window says; the first key tells which kind it is. */
const KINDS = {
  cron: { needs: ['cron', 'duration'], may: [] },
  rrule: { needs: ['rrule', 'starts', 'duration'], may: ['exdates', 'rdates'] },
  from: { needs: ['from', 'to'], may: [] },
  ics: { needs: ['ics'], may: ['match', 'refresh', 'stale_after', 'on_stale', 'allow_private'] },
} as const;
type KindOfWindow = keyof typeof KINDS;
const KIND_NAMES = Object.keys(KINDS) as readonly KindOfWindow[];

const REMEDIES: Readonly<Record<string, string>> = {
  cron: 'write  cron: "0 17 * * 1-5"',
  duration: 'write  duration: 4h',
  rrule: 'write  rrule: "FREQ=WEEKLY;BYDAY=FR"',
  from: 'write  from: "2026-12-18T00:00"',
  to: 'write  to: "2026-12-18T00:00"',
  starts: 'write  starts: "2026-01-02T15:00", the first start of the rule',
};

const EITHER =
  'write  cron: "0 17 * * 1-5", duration: 4h  or  rrule: "FREQ=WEEKLY;BYDAY=FR", starts: "2026-01-02T15:00", duration: 57h  or  ' +
  'from: "2026-12-18T00:00", to: "2027-01-04T06:00"  or  ics: "https://calendar.example/freeze.ics"';

function checkTimes(root: Written, path: Path): readonly PathFault[] {
  const has = (key: string): boolean => valueAt(root, [...path, key]) !== undefined;
  const said = KIND_NAMES.filter((kind) => has(kind));
  const hinted = KIND_NAMES.filter((kind) => [...KINDS[kind].needs, ...KINDS[kind].may].some(has));
  const kind = said[0] ?? hinted[0];
  const times = (message: string): readonly PathFault[] => [
    { path, on: 'value', code: 'window-times', message, remedy: EITHER },
  ];
  if (kind === undefined) return times('a window without a time');
  const own: readonly string[] = [...KINDS[kind].needs, ...KINDS[kind].may];
  const foreign = KIND_NAMES.flatMap((one) => [...KINDS[one].needs, ...KINDS[one].may]).filter(
    (key) => has(key) && !own.includes(key),
  );
  if (said.length > 1 || foreign.length > 0) {
    return times('a window is one of: cron and duration; rrule, starts and duration; from and to; ics');
  }
  const missing = KINDS[kind].needs.find((key) => !has(key));
  if (missing !== undefined) {
    const message = `${missing} is missing in this window`;
    const remedy = REMEDIES[missing] ?? EITHER;
    return [{ path: [...path, missing], on: 'value', code: 'missing-key', message, remedy }];
  }
  if (kind === 'from') return checkOrder(root, path);
  return kind === 'rrule' ? checkFirstStart(root, path) : [];
}

/** A rule counts from its first start: where that is none of its own, nobody can say what COUNT and INTERVAL mean. */
function checkFirstStart(root: Written, path: Path): readonly PathFault[] {
  const rule = textAt(root, [...path, 'rrule']) ?? '';
  const written = textAt(root, [...path, 'starts']) ?? '';
  const first = parseWallTime(written);
  if (first === undefined || ruleFault(rule) !== null) return [];
  const [next] = new RuleStarts(rule, first, 'UTC').between(first, first + 400 * 86_400_000);
  if (next === first) return [];
  const message = `the rule does not start at ${written}`;
  const at = next === undefined ? undefined : new Date(next).toISOString().slice(0, 16);
  const remedy = at === undefined ? 'write a rule and a first start that fit' : `write  starts: "${at}"`;
  return [{ path: [...path, 'starts'], on: 'value', code: 'window-start', message, remedy }];
}

function checkOrder(root: Written, path: Path): readonly PathFault[] {
  const from = parseWallTime(textAt(root, [...path, 'from']) ?? '');
  const to = parseWallTime(textAt(root, [...path, 'to']) ?? '');
  if (from === undefined || to === undefined || from < to) return [];
  const message = 'this window ends before it begins';
  return [{ path: [...path, 'to'], on: 'value', code: 'window-order', message, remedy: 'write a date after from' }];
}
