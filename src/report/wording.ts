import type { Condition, Limit, Operator } from '../core/gate/gate.ts';
import { type Duration, formatDuration } from '../core/kernel/duration.ts';

/** A ratio as people write it: `0.12%`. Two decimals, as the seed's own reports. */
export const percent = (ratio: number | null): string => (ratio === null ? 'no data' : `${(ratio * 100).toFixed(2)}%`);

/** A relative change, rounded to whole percents: `-8%`. Without both sides, or from zero, there is none. */
export function change(before: number | null, after: number | null): string {
  if (before === null || after === null) return 'n/a';
  if (before === 0) return after === 0 ? '0%' : 'new';
  const relative = Math.round(((after - before) / before) * 100);
  return `${relative > 0 ? '+' : ''}${relative}%`;
}

/** A duration in words: `10 minutes`, `30 seconds`, else its short form. */
export function spoken(duration: Duration): string {
  const units = [
    ['hour', 3_600_000],
    ['minute', 60_000],
    ['second', 1_000],
  ] as const;
  const fitting = units.find(([, size]) => duration >= size && duration % size === 0);
  if (fitting === undefined) return formatDuration(duration);
  const count = duration / fitting[1];
  return `${count} ${fitting[0]}${count === 1 ? '' : 's'}`;
}

/** Seconds with one decimal. */
export const tenths = (milliseconds: number): string => `${(milliseconds / 1_000).toFixed(1)} s`;

const OPPOSITE: Readonly<Record<Operator, Operator>> = { '<': '>', '<=': '>', '>': '<', '>=': '<' };

/** What breaks a gate, as the seed words it: the gate `error_rate < 1%` is broken by `error_rate > 1%`. */
export function breaking(condition: Condition): string {
  if (condition.kind !== 'compare') return condition.of.map(breaking).join(condition.kind === 'and' ? ' or ' : ' and ');
  return `${condition.metric} ${OPPOSITE[condition.operator]} ${limitText(condition.limit)}`;
}

function limitText(limit: Limit): string {
  if (limit.kind === 'quantity') return quantityText(limit.quantity);
  if (limit.plus !== null) return `baseline + ${quantityText(limit.plus)}`;
  return limit.factor === 1 ? 'baseline' : `baseline * ${limit.factor}`;
}

const quantityText = ({ value, unit }: { readonly value: number; readonly unit: string }): string =>
  unit === '%' ? `${Number((value * 100).toPrecision(12))}%` : `${value}${unit}`;
