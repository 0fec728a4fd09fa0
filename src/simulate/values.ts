import { z } from 'zod';
import { type Duration, formatDuration, parseDuration } from '../core/kernel/duration.ts';
import { type Instant, instant } from '../core/kernel/instant.ts';

const read = <Value>(example: string, parse: (text: string) => Value | undefined) =>
  z.string().transform((text, context): Value => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: `"${text}" cannot be read`, params: { remedy: `write ${example}` } });
    return z.NEVER;
  });

/** `5m`, `90s`; `0s` is now. */
export const DurationValue = read('a duration such as 90s or 5m', (text): Duration | undefined =>
  text === '0s' ? (0 as Duration) : parseDuration(text),
);

/** `+2h` or `-90s`: how far a clock is set on or back. */
export const JumpValue = read('a sign and a duration, such as +2h', (text): Duration | undefined => {
  const length = /^[+-]/.test(text) ? parseDuration(text.slice(1)) : undefined;
  return length === undefined ? undefined : ((text.startsWith('-') ? -length : length) as Duration);
});

/** `0.1%` as a ratio. */
export const PercentValue = read('a percentage such as 0.1%', (text) => {
  const digits = /^(\d{1,3}(?:\.\d{1,3})?)%$/.exec(text)?.[1];
  return digits === undefined || Number(digits) > 100 ? undefined : Number(digits) / 100;
});

/** `200/s`. */
export const RateValue = read('a rate such as 200/s', (text) => {
  const digits = /^(\d{1,6}(?:\.\d)?)\/s$/.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
});

/** A moment with its zone: `2026-11-20T14:00:00+01:00`. */
export const MomentValue = read('a date, a time and a zone, such as "2026-11-20T14:00:00+01:00"', (text) => {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : (instant(at) as Instant);
});

/** A comparison with a whole number: `<= 1200`. */
export interface Bound {
  readonly operator: '<' | '<=' | '>' | '>=' | '==';
  readonly value: number;
}

/** `<= 1200`, or a number alone, which must be met exactly. */
export const BoundValue = z.union([z.int().min(0), z.string()]).transform((written, context): Bound => {
  const [, operator = '==', digits] = /^(<=|>=|==|<|>)?\s*(\d{1,12})$/.exec(String(written)) ?? [];
  if (digits !== undefined) return { operator: operator as Bound['operator'], value: Number(digits) };
  const params = { remedy: 'write a bound such as "<= 1200"' };
  context.addIssue({ code: 'custom', message: `"${written}" is no bound`, params });
  return z.NEVER;
});

/** Whether a number keeps a bound. */
export function keeps({ operator, value }: Bound, found: number): boolean {
  switch (operator) {
    case '<':
      return found < value;
    case '<=':
      return found <= value;
    case '>':
      return found > value;
    case '>=':
      return found >= value;
    case '==':
      return found === value;
  }
}

/** A bound as it is written. */
export const boundText = ({ operator, value }: Bound): string =>
  operator === '==' ? String(value) : `${operator} ${value}`;

/** A duration as it is written, `0s` included. */
export const lengthText = (length: Duration): string => (length === 0 ? '0s' : formatDuration(length));
