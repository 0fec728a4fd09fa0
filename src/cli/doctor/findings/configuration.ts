import { occurrences } from '../../../config/calendar/occurrences.ts';
import { warningsOf } from '../../../config/warnings.ts';
import { hours } from '../../../core/kernel/duration.ts';
import { type Instant, later } from '../../../core/kernel/instant.ts';
import type { UnitSpec } from '../../../core/unit/unit.ts';
import type { Facts } from '../facts.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

const AHEAD = hours(48);
const MOST_SHOWN = 3;

/** Whether the configuration loads. */
export function configFinding({ config }: Pick<Facts, 'config'>): Finding {
  if ('spec' in config) {
    const [warning] = warningsOf(config.spec);
    if (warning !== undefined) return warn('config', warning.message, warning.remedy.replace(/^write {2}/, 'write: '));
    return ok('config', `${config.spec.name}: ${Object.keys(config.spec.environments).join(', ')}`);
  }
  const [first] = config.problems;
  const more = config.problems.length > 1 ? ` and ${config.problems.length - 1} more` : '';
  return fail('config', `${first?.message ?? 'it does not load'}${more}`, 'plimsoll config check');
}

/** Which blackout windows are open, or open within two days. */
export function windowFinding(spec: UnitSpec, now: Instant): Finding {
  if (spec.windows.sources.length === 0) return ok('windows', 'no blackout window is written');
  const until = later(now, AHEAD);
  const { intervals, knownUntil } = occurrences(spec.windows, now, until);
  if (knownUntil < until) {
    const isOfFeed = spec.windows.sources.some(({ kind }) => kind === 'ics');
    // Feeds are read by the control plane, which keeps their last good text.
    const look = isOfFeed ? 'plimsoll blackout explain' : 'look at the calendar: plimsoll config show';
    return warn(
      'windows',
      isOfFeed ? 'calendar feeds are not looked at here' : `known only until ${time(knownUntil)}`,
      look,
    );
  }
  const open = intervals.find(({ from, to }) => from <= now && now < to);
  if (open !== undefined) {
    return warn('windows', `${open.name} is open until ${time(open.to)}`, 'wait: forward steps go on when it is over');
  }
  const shown = intervals.slice(0, MOST_SHOWN).map(({ name, from, to }) => `${name} ${time(from)} to ${time(to)}`);
  const more = intervals.length > MOST_SHOWN ? [`and ${intervals.length - MOST_SHOWN} more`] : [];
  return ok('windows', intervals.length === 0 ? 'none within two days' : [...shown, ...more].join(', '));
}

const time = (at: Instant): string => new Date(at).toISOString().replace(/:\d\d\.\d+Z$/, 'Z');
