import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainDecimal } from './decimal.ts';
import type { Comparison, Condition } from './gate.ts';
import { parseGate } from './grammar.ts';
import { isGateProblem } from './problem.ts';
import { gateText } from './text.ts';

const decimal = (most: number) =>
  fc
    .double({ min: 1e-9, max: most, noNaN: true, noDefaultInfinity: true })
    .map((value) => Number(value.toPrecision(15)));

const ratio = decimal(0.999).map((value) => ({ value, unit: '%' }));
const time = decimal(1e9).map((value) => ({ value, unit: 'ms' }));

function comparison(metric: string, quantity: typeof ratio): fc.Arbitrary<Comparison> {
  const limit = fc.oneof(
    quantity.map((held) => ({ kind: 'quantity' as const, quantity: held })),
    decimal(1e6).map((factor) => ({ kind: 'baseline' as const, factor, plus: null })),
    fc.tuple(quantity, fc.boolean()).map(([held, minus]) => ({
      kind: 'baseline' as const,
      factor: 1,
      plus: { ...held, value: minus ? -held.value : held.value },
    })),
  );
  const operator = fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const);
  return fc.record({ kind: fc.constant('compare' as const), metric: fc.constant(metric), operator, limit });
}

const leaf = fc.oneof(comparison('error_rate', ratio), comparison('latency_p99', time));
const joined = (kind: 'and' | 'or', part: fc.Arbitrary<Condition>): fc.Arbitrary<Condition> =>
  fc.array(part, { minLength: 2, maxLength: 3 }).map((of) => ({ kind, of }));
const anyOr = joined('or', fc.oneof(leaf, joined('and', leaf)));
const anyCondition = fc.oneof(leaf, anyOr, joined('and', fc.oneof(leaf, anyOr))).filter((made) => countOf(made) <= 16);

const countOf = (condition: Condition): number =>
  condition.kind === 'compare' ? 1 : condition.of.reduce((sum, part) => sum + countOf(part), 0);

describe('the text of a gate', () => {
  it('reads back as the same condition, or as the contradiction it is', () => {
    let same = 0;
    fc.assert(
      fc.property(anyCondition, (condition) => {
        const text = gateText({ condition });
        const gate = parseGate(text, { baselineAllowed: true });
        if (isGateProblem(gate)) {
          expect(gate.code === 'gate-contradiction' || text.length > 1024).toBe(true);
        } else {
          same += 1;
          expect(gate.condition).toEqual(condition);
        }
      }),
      { numRuns: 500 },
    );
    expect(same).toBeGreaterThan(250);
  });

  it('has one normal form', () => {
    const gate = parseGate('( error_rate<0.70 % || latency_p99 <= 1.5s )&&success_rate>1.1*baseline', {
      baselineAllowed: true,
    });

    expect(isGateProblem(gate) ? gate : gateText(gate)).toBe(
      '(error_rate < 0.7% or latency_p99 <= 1500ms) and success_rate > baseline * 1.1',
    );
  });

  it('moves the decimal point without rounding', () => {
    expect(plainDecimal(0.007, 2)).toBe('0.7');
    expect(plainDecimal(1e-9, 2)).toBe('0.0000001');
    expect(plainDecimal(1.5e21, 0)).toBe('1500000000000000000000');
    expect(plainDecimal(-0.25, 2)).toBe('-25');
    expect(plainDecimal(0, 2)).toBe('0');
  });
});

describe('any text', () => {
  const word = fc.constantFrom(
    'error_rate',
    'latency_p99',
    'baseline',
    '<',
    '>=',
    '=',
    '1',
    '1.5',
    '1,5',
    '%',
    'ms',
    'req/s',
    '/min',
    'and',
    'or',
    '&&',
    '||',
    '(',
    ')',
    '*',
    '+',
    '-',
    ' ',
    'not',
    '$',
    '\u0000',
    '\ud800',
    '🙂',
  );

  it('gives a gate or a problem inside the text, and never throws', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(word, { maxLength: 30 }).map((words) => words.join('')),
    );
    fc.assert(
      fc.property(text, fc.boolean(), (written, baselineAllowed) => {
        const gate = parseGate(written, { baselineAllowed });
        if (!isGateProblem(gate)) return;
        expect(gate.length).toBeGreaterThanOrEqual(1);
        expect(gate.start).toBeGreaterThanOrEqual(0);
        expect(gate.start + gate.length).toBeLessThanOrEqual(Math.max(1, written.length + 1));
        expect(gate.message.isWellFormed()).toBe(true);
        expect(gate.message).not.toMatch(/\p{Cc}/u);
      }),
      { numRuns: 3000 },
    );
  });
});
