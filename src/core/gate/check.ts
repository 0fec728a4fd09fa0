import type { Comparison, Condition } from './gate.ts';
import { type GateProblem, problemAt } from './problem.ts';
import { comparisonText } from './text.ts';

/** The values of one quantity that are still possible: between two limits, each within or without. */
interface Range {
  readonly low: number;
  readonly lowIn: boolean;
  readonly lowSays: string | null;
  readonly high: number;
  readonly highIn: boolean;
  readonly highSays: string | null;
}

type Ranges = ReadonlyMap<string, Range>;

/** The problem that no value satisfies a gate, or null. */
export function checkCondition(condition: Condition, text: string): GateProblem | null {
  let clash = '';
  const possible = anyHolds([condition], new Map(), (why) => {
    clash = why;
  });
  if (possible) return null;
  const whole = { start: 0, end: text.length };
  return problemAt(whole, 'gate-contradiction', 'no value satisfies this gate', 'widen one of the limits', clash);
}

/** Whether some way through the `or`s leaves every quantity a value. */
function anyHolds(todo: readonly Condition[], ranges: Ranges, onClash: (why: string) => void): boolean {
  const [first, ...rest] = todo;
  if (first === undefined) return true;
  if (first.kind !== 'compare') {
    if (first.kind === 'and') return anyHolds([...first.of, ...rest], ranges, onClash);
    return first.of.some((part) => anyHolds([part, ...rest], ranges, onClash));
  }
  const axis = axisOf(first);
  if (axis === null) return anyHolds(rest, ranges, onClash);
  const range = narrow(ranges.get(axis.name) ?? EVERYTHING, axis, first);
  if (range.low > range.high || (range.low === range.high && !(range.lowIn && range.highIn))) {
    onClash(`${range.lowSays ?? '0 or more'} leaves nothing for ${range.highSays}`);
    return false;
  }
  return anyHolds(rest, new Map([...ranges, [axis.name, range]]), onClash);
}

/** Nothing that a gate can name is below zero, for a limit is never negative. */
const EVERYTHING: Range = {
  low: 0,
  lowIn: true,
  lowSays: null,
  high: Number.POSITIVE_INFINITY,
  highIn: true,
  highSays: null,
};

interface Axis {
  readonly name: string;
  readonly value: number;
  readonly below: boolean;
  readonly inclusive: boolean;
}

/** What a comparison bounds: success_rate is seen as error_rate from the other side; a sum with baseline bounds nothing known. */
function axisOf(comparison: Comparison): Axis | null {
  const { metric, operator, limit } = comparison;
  const below = operator.startsWith('<');
  const inclusive = operator.endsWith('=');
  if (limit.kind === 'quantity') {
    if (metric !== 'success_rate') {
      return { name: `${metric} in ${limit.quantity.unit}`, value: limit.quantity.value, below, inclusive };
    }
    // 1 - 0.99 is not the double 0.01: rounded, the two sides of one limit meet again.
    const value = Number((1 - limit.quantity.value).toPrecision(12));
    return { name: 'error_rate in %', value, below: !below, inclusive };
  }
  return limit.plus === null ? { name: `${metric} of baseline`, value: limit.factor, below, inclusive } : null;
}

function narrow(range: Range, axis: Axis, comparison: Comparison): Range {
  const says = comparisonText(comparison);
  if (axis.below) {
    if (axis.value > range.high || (axis.value === range.high && !range.highIn)) return range;
    return { ...range, high: axis.value, highIn: axis.inclusive, highSays: says };
  }
  if (axis.value < range.low || (axis.value === range.low && !range.lowIn)) return range;
  return { ...range, low: axis.value, lowIn: axis.inclusive, lowSays: says };
}
