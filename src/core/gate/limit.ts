import { plainDecimal, shiftedNumber } from './decimal.ts';
import type { Limit, Quantity } from './gate.ts';
import { findUnit, type Metric, spokenDimension, unitNames, usualUnit } from './metric.ts';
import { nearestName } from './nearest.ts';
import { type GateProblem, isGateProblem, problemAt, type Span } from './problem.ts';
import type { Reader } from './reader.ts';
import { shorten, type Token } from './token.ts';

/** The tokens in front of the limit: messages point at the whole comparison. */
interface Head {
  readonly name: Token;
  readonly operator: Token;
}

/** Larger numbers lose whole units as doubles and mean nothing in a gate. */
const LARGEST = 1e15;

/** What people write for the units of the grammar and no count of letters would find. */
const MEANT: ReadonlyMap<string, string> = new Map([
  ['m', 'min'],
  ['minutes', 'min'],
  ['msec', 'ms'],
  ['percent', '%'],
  ['rps', 'req/s'],
  ['sec', 's'],
  ['seconds', 's'],
]);

/** Reads the right side of a comparison and checks it against the metric on the left. */
export function readLimit(reader: Reader, metric: Metric, head: Head): Limit | GateProblem {
  const minus = reader.take('sign', '-');
  if (minus !== null) {
    return problemAt(minus, 'gate-limit', 'a limit is not negative', `write ${example(metric, head)}`);
  }
  const word = reader.take('word', 'baseline');
  if (word !== null) return readBaseline(reader, metric, word, head);
  const number = reader.take('number');
  if (number === null) return noLimit(reader, metric, head);
  if (reader.take('sign', '*') === null) {
    const quantity = readQuantity(reader, number, metric, head);
    return isGateProblem(quantity) ? quantity : { kind: 'quantity', quantity };
  }
  const base = reader.take('word', 'baseline');
  if (base === null) {
    return problemAt(reader.next(), 'gate-syntax', 'only baseline is multiplied', `write ${example(metric, head)}`);
  }
  return withFactor(reader, number, base);
}

function noLimit(reader: Reader, metric: Metric, head: Head): GateProblem {
  const token = reader.next();
  const message =
    token.kind === 'end' ? 'the limit is missing' : `'${shorten(token.text)}' stands where a limit is expected`;
  return problemAt(token, 'gate-syntax', message, `write ${example(metric, head)}`);
}

function readBaseline(reader: Reader, metric: Metric, base: Token, head: Head): Limit | GateProblem {
  const refused = refusedBaseline(reader, base);
  if (refused !== null) return refused;
  if (reader.take('sign', '*') !== null) {
    const number = reader.take('number');
    if (number !== null) return withFactor(reader, number, base);
    return problemAt(reader.next(), 'gate-syntax', 'the factor is missing', 'write baseline * 1.1');
  }
  const sign = reader.take('sign', '+') ?? reader.take('sign', '-');
  if (sign === null) return { kind: 'baseline', factor: 1, plus: null };
  const number = reader.take('number');
  if (number === null) return noLimit(reader, metric, head);
  const quantity = readQuantity(reader, number, metric, head);
  if (isGateProblem(quantity)) return quantity;
  const plus = sign.text === '-' ? { ...quantity, value: -quantity.value } : quantity;
  return { kind: 'baseline', factor: 1, plus };
}

function refusedBaseline(reader: Reader, base: Token): GateProblem | null {
  if (reader.options.baselineAllowed) return null;
  const message = reader.options.noBaseline ?? 'no stable track runs beside the candidate here';
  return problemAt(base, 'gate-baseline', message, 'write an absolute limit');
}

function withFactor(reader: Reader, number: Token, base: Token): Limit | GateProblem {
  const refused = refusedBaseline(reader, base);
  if (refused !== null) return refused;
  const factor = Number(number.text);
  if (factor > 0 && factor <= LARGEST) return { kind: 'baseline', factor, plus: null };
  return problemAt(number, 'gate-limit', 'a factor lies above 0', 'write baseline * 1.1');
}

function readQuantity(reader: Reader, number: Token, metric: Metric, head: Head): Quantity | GateProblem {
  const sign = reader.take('unit') ?? reader.take('word');
  if (sign === null) return bare(number, metric);
  const whole = { start: head.name.start, end: sign.end };
  if (sign.text === metric.unit) return within(Number(number.text), metric, metric.unit, number);
  const unit = findUnit(sign.text);
  if (unit === undefined) return unknownUnit(sign, metric);
  if (unit.dimension !== metric.dimension || metric.unit !== null) {
    const own = metric.unit ?? spokenDimension(metric.dimension);
    const message = `gate compares ${own} with ${unit.spoken}`;
    return problemAt(whole, 'gate-unit', message, `write  ${example(metric, head)}`, `${metric.name} is ${own}`);
  }
  if (sign.text === '%') return within(shiftedNumber(number.text, -2), metric, '%', number);
  if (sign.text === 's') return within(shiftedNumber(number.text, 3), metric, 'ms', number);
  if (sign.text === 'min') return within(shiftedNumber(number.text, 3) * 60, metric, 'ms', number);
  return within(Number(number.text), metric, sign.text, number);
}

function bare(number: Token, metric: Metric): Quantity | GateProblem {
  if (metric.dimension === 'count' || metric.unit !== null) {
    return within(Number(number.text), metric, metric.unit ?? '', number);
  }
  const unit = usualUnit(metric);
  // A bare 0.01 may be meant as a ratio: the nearest percentage is shown as well.
  const asRatio = metric.dimension === 'ratio' && Number(number.text) < 1 && Number(number.text) > 0;
  const other = asRatio ? ` or ${plainDecimal(Number(number.text), 2)}%` : '';
  const shown = shorten(number.text);
  return problemAt(number, 'gate-unit', `${shown} has no unit`, `write ${shown}${unit}${other}`);
}

function unknownUnit(sign: Token, metric: Metric): GateProblem {
  const own = metric.unit === null ? unitNames : [...unitNames, metric.unit];
  const near = MEANT.get(sign.text.toLowerCase()) ?? nearestName(sign.text, own);
  const remedy = near === null ? `use one of ${own.join(' ')}` : `did you mean ${near}?`;
  return problemAt(sign, 'gate-unit', `unknown unit '${shorten(sign.text)}'`, remedy);
}

function within(value: number, metric: Metric, unit: string, at: Span): Quantity | GateProblem {
  if (value > LARGEST) return problemAt(at, 'gate-number', 'the number is too large', 'write a smaller limit');
  if (metric.dimension === 'ratio' && metric.unit === null && !(value > 0 && value < 1)) {
    return problemAt(at, 'gate-limit', 'a ratio limit lies above 0 and below 100 %', 'write a limit such as 1%');
  }
  if (metric.dimension === 'time' && !(value > 0)) {
    return problemAt(at, 'gate-limit', 'a time limit lies above 0', 'write a limit such as 250ms');
  }
  return { value, unit };
}

/** A right comparison in place of a wrong one: the same metric and operator with a usual limit. */
function example(metric: Metric, head: Head): string {
  const value = { ratio: metric.name === 'success_rate' ? 99 : 1, time: 250, rate: 10, count: 10 }[metric.dimension];
  return `${metric.name} ${head.operator.text} ${value}${usualUnit(metric)}`;
}
