import type { Trigger } from '../../gate/gate.ts';
import { type Duration, formatDuration } from '../../kernel/duration.ts';
import { canonical } from '../canonical.ts';
import { changeOf, isWithin, type PolicyChange } from './change.ts';
import type { Protection } from './protection.ts';

const TIMES = [
  ['rollback.health_timeout', 'healthTimeout'],
  ['rollback.deployment_timeout', 'deploymentTimeout'],
  ['rollback.target_time', 'targetTime'],
  ['evidence_max_age', 'evidenceMaxAge'],
] as const;

/** How the limits change that take a release back: sooner and shorter is stricter. */
export function limitChanges(before: Protection, after: Protection): readonly PolicyChange[] {
  return [
    ...triggerChanges(before.triggers, after.triggers),
    ...TIMES.flatMap(([path, field]) => timeChange(path, before[field], after[field])),
    ...changeOf('verdict.underpowered', before.underpowered, after.underpowered, after.underpowered === 'refuse'),
  ];
}

const timeChange = (path: string, before: Duration, after: Duration): readonly PolicyChange[] =>
  changeOf(path, formatDuration(before), formatDuration(after), after < before);

function triggerChanges(before: readonly Trigger[], after: readonly Trigger[]): readonly PolicyChange[] {
  const metrics = [...new Set([...before, ...after].map(({ condition }) => condition.metric))];
  return metrics.flatMap((metric) => {
    const was = before.filter(({ condition }) => condition.metric === metric);
    const is = after.filter(({ condition }) => condition.metric === metric);
    // Two writings of one limit are no change, and one writing of two limits is one.
    if (conditions(was) === conditions(is)) return [];
    const text = `${texts(is)}${texts(was) === texts(is) ? ', in another way' : ''}`;
    return changeOf(`triggers.${metric}`, texts(was), text, firesSooner(was, is));
  });
}

const texts = (triggers: readonly Trigger[]): string => triggers.map(({ text }) => text).join(' + ') || 'none';

const conditions = (triggers: readonly Trigger[]): string =>
  triggers
    .map(({ condition }) => canonical(condition))
    .sort()
    .join(' ');

/** Whether whatever fired a trigger before fires one now. What cannot be told is no. */
const firesSooner = (was: readonly Trigger[], is: readonly Trigger[]): boolean =>
  was.every((one) => is.some((other) => isAtLeastAsStrict(other, one)));

/** Whether a trigger fires wherever another one does. What cannot be told is no. */
export function isAtLeastAsStrict(is: Trigger, was: Trigger): boolean {
  const [now, before] = [is.condition, was.condition];
  if (canonical(now) === canonical(before)) return true;
  if (now.metric !== before.metric || now.operator !== before.operator) return false;
  const isUpper = isWithin([now.operator], ['>', '>=']);
  const [one, other] = [sizeOf(now.limit), sizeOf(before.limit)];
  if (one === null || other === null || one.of !== other.of) return false;
  return isUpper ? one.value <= other.value : one.value >= other.value;
}

// Limits of one kind are compared by their number; a baseline with something added to it is like no other.
function sizeOf(limit: Trigger['condition']['limit']): { readonly of: string; readonly value: number } | null {
  if (limit.kind === 'quantity') return { of: limit.quantity.unit, value: limit.quantity.value };
  return limit.plus === null ? { of: 'baseline', value: limit.factor } : null;
}
