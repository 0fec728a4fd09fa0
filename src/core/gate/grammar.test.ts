import { describe, expect, it } from 'vitest';
import { parseGate, parseTrigger } from './grammar.ts';
import type { Metric } from './metric.ts';
import { isGateProblem } from './problem.ts';

const metrics: readonly Metric[] = [
  { name: 'orders', dimension: 'count', unit: null },
  { name: 'queue_age', dimension: 'time', unit: null },
  { name: 'checkout_failures', dimension: 'ratio', unit: null },
  { name: 'money', dimension: 'count', unit: 'EUR' },
];
const options = { metrics, baselineAllowed: true };

const condition = (text: string) => {
  const gate = parseGate(text, options);
  if (isGateProblem(gate)) throw new Error(`${gate.code}: ${gate.message}`);
  return gate.condition;
};

const compare = (metric: string, operator: string, value: number, unit: string) => ({
  kind: 'compare',
  metric,
  operator,
  limit: { kind: 'quantity', quantity: { value, unit } },
});

describe('a gate', () => {
  it.each([
    ['error_rate < 1%', compare('error_rate', '<', 0.01, '%')],
    ['error_rate<0.7 %', compare('error_rate', '<', 0.007, '%')],
    ['success_rate >= 99.95%', compare('success_rate', '>=', 0.9995, '%')],
    ['latency_p99 < 250ms', compare('latency_p99', '<', 250, 'ms')],
    ['latency_p99_9 <= 1.1 s', compare('latency_p99_9', '<=', 1100, 'ms')],
    ['queue_age < 2min', compare('queue_age', '<', 120_000, 'ms')],
    ['throughput > 20req/s', compare('throughput', '>', 20, 'req/s')],
    ['throughput > 1200 /min', compare('throughput', '>', 1200, '/min')],
    ['orders > 3', compare('orders', '>', 3, '')],
    ['money > 3EUR', compare('money', '>', 3, 'EUR')],
    ['money > 3', compare('money', '>', 3, 'EUR')],
  ])('reads %s', (text, expected) => {
    expect(condition(text)).toEqual(expected);
    expect(parseGate(text, options)).toMatchObject({ text });
  });

  it.each([
    ['error_rate < baseline', 1, null],
    ['error_rate < baseline * 1.1', 1.1, null],
    ['error_rate < 1.5 * baseline', 1.5, null],
    ['error_rate < baseline + 0.5%', 1, { value: 0.005, unit: '%' }],
    ['latency_p95 < baseline - 0.2s', 1, { value: -200, unit: 'ms' }],
  ])('reads the live stable track in %s', (text, factor, plus) => {
    expect(condition(text)).toMatchObject({ limit: { kind: 'baseline', factor, plus } });
  });

  it('binds and tighter than or, and holds brackets of one kind as one', () => {
    const a = compare('error_rate', '<', 0.01, '%');
    const b = compare('latency_p99', '<', 250, 'ms');
    const c = compare('orders', '>', 3, '');

    expect(condition('error_rate < 1% or latency_p99 < 250ms and orders > 3')).toEqual({
      kind: 'or',
      of: [a, { kind: 'and', of: [b, c] }],
    });
    expect(condition('(error_rate < 1% || latency_p99 < 250ms) && orders > 3')).toEqual({
      kind: 'and',
      of: [{ kind: 'or', of: [a, b] }, c],
    });
    expect(condition('(error_rate < 1% and latency_p99 < 250ms) and ((orders > 3))')).toEqual({
      kind: 'and',
      of: [a, b, c],
    });
  });
});

describe('a problem', () => {
  it.each([
    // The texts of the design, word for word.
    ['error_rate < 1ms', 'gate-unit', 'gate compares a ratio with milliseconds', 'write  error_rate < 1%', 0, 16],
    ['eror_rate < 1%', 'gate-metric', "unknown metric 'eror_rate'", 'did you mean error_rate?', 0, 9],
    ['error_rate < 1,5%', 'gate-number', "'1,5'", 'write 1.5', 13, 3],
    ['error_rate = 1%', 'gate-syntax', "'=' is not a comparison", 'use < <= > >=', 11, 1],
    ['latency_p99 < 250', 'gate-unit', '250 has no unit', 'write 250ms', 14, 3],
    // Numbers.
    ['error_rate < .5%', 'gate-number', "'.5'", 'write 0.5', 13, 2],
    ['error_rate < 1.%', 'gate-number', "'1.'", 'write 1', 13, 2],
    ['latency_p99 < 1e3ms', 'gate-number', "'1e3'", 'write 1000', 14, 3],
    ['latency_p99 < 1_000ms', 'gate-number', "'1_000'", 'write 1000', 14, 5],
    ['latency_p99 < 1.2.3ms', 'gate-number', "'1.2.3'", 'write digits with at most one decimal point', 14, 5],
    [`orders < ${'9'.repeat(400)}`, 'gate-number', 'the number is too large', 'write a smaller limit', 9, 400],
    // Units.
    ['error_rate < 1', 'gate-unit', '1 has no unit', 'write 1%', 13, 1],
    ['error_rate < 0.01', 'gate-unit', '0.01 has no unit', 'write 0.01% or 1%', 13, 4],
    ['throughput > 20', 'gate-unit', '20 has no unit', 'write 20req/s', 13, 2],
    ['latency_p99 < 1%', 'gate-unit', 'gate compares a time with percent', 'write  latency_p99 < 250ms', 0, 16],
    ['latency_p99 < 5m', 'gate-unit', "unknown unit 'm'", 'did you mean min?', 15, 1],
    ['latency_p99 < 5sec', 'gate-unit', "unknown unit 'sec'", 'did you mean s?', 15, 3],
    ['latency_p99 < 5fortnights', 'gate-unit', "unknown unit 'fortnights'", 'use one of % ms s min req/s /min', 15, 10],
    ['orders > 3ms', 'gate-unit', 'gate compares a count with milliseconds', 'write  orders > 10', 0, 12],
    ['money > 3%', 'gate-unit', 'gate compares EUR with percent', 'write  money > 10EUR', 0, 10],
    ['error_rate < baseline + 5ms', 'gate-unit', 'gate compares a ratio with milliseconds', 'write', 0, 27],
    ['error_rate < baseline + 5', 'gate-unit', '5 has no unit', 'write 5%', 24, 1],
    // Limits.
    ['error_rate < 100%', 'gate-limit', 'a ratio limit lies above 0 and below 100 %', 'such as 1%', 13, 3],
    ['error_rate < 0%', 'gate-limit', 'a ratio limit lies above 0 and below 100 %', 'such as 1%', 13, 1],
    ['latency_p50 < 0s', 'gate-limit', 'a time limit lies above 0', 'such as 250ms', 14, 1],
    ['error_rate < -1%', 'gate-limit', 'a limit is not negative', 'write error_rate < 1%', 13, 1],
    ['error_rate < baseline * 0', 'gate-limit', 'a factor lies above 0', 'write baseline * 1.1', 24, 1],
    ['error_rate < 0.0 * baseline', 'gate-limit', 'a factor lies above 0', 'write baseline * 1.1', 13, 3],
    // Metrics.
    ['Error_Rate < 1%', 'gate-metric', "unknown metric 'Error_Rate'", 'did you mean error_rate?', 0, 10],
    ['latency_p49 < 1s', 'gate-metric', "unknown metric 'latency_p49'", 'did you mean latency_p99?', 0, 11],
    ['cpu < 50%', 'gate-metric', "unknown metric 'cpu'", 'use one of error_rate, success_rate', 0, 3],
    // Syntax.
    ['error_rate == 1%', 'gate-syntax', "'==' is not a comparison", 'use < <= > >=', 11, 2],
    ['error_rate != 1%', 'gate-syntax', "'!=' is not a comparison", 'use < <= > >=', 11, 2],
    ['error_rate =< 1%', 'gate-syntax', "'=<' is not a comparison", 'use < <= > >=', 11, 2],
    ['not error_rate < 1%', 'gate-syntax', "'not' is not part of a gate", 'turn the comparison round', 0, 3],
    ['error_rate < 1% AND orders > 3', 'gate-syntax', "'AND': words are lower case", 'write and', 16, 3],
    ['error_rate * 2 < 1%', 'gate-syntax', 'arithmetic on the left', 'put it on the right', 11, 1],
    ['max(error_rate) < 1%', 'gate-metric', "unknown metric 'max'", 'use one of', 0, 3],
    ['orders(5) < 1', 'gate-syntax', 'function calls are not part of a gate', 'name a metric', 6, 1],
    ['1% > error_rate', 'gate-syntax', "'1' stands where a metric is expected", 'begin with a metric', 0, 1],
    ['> 2%', 'gate-syntax', 'the metric is missing', 'begin with a metric', 0, 1],
    ['', 'gate-syntax', 'a comparison is missing at the end', 'begin with a metric', 0, 1],
    ['error_rate < 1% and', 'gate-syntax', 'a comparison is missing at the end', 'begin with a metric', 19, 1],
    ['error_rate', 'gate-syntax', 'a comparison is missing', 'use < <= > >=', 10, 1],
    ['error_rate <', 'gate-syntax', 'the limit is missing', 'write error_rate < 1%', 12, 1],
    ['error_rate < orders', 'gate-syntax', "'orders' stands where a limit is expected", 'write error_rate < 1%', 13, 6],
    ['error_rate < 2 * orders', 'gate-syntax', 'only baseline is multiplied', 'write error_rate < 1%', 17, 6],
    ['error_rate < baseline *', 'gate-syntax', 'the factor is missing', 'write baseline * 1.1', 23, 1],
    ['baseline < 1%', 'gate-syntax', 'baseline is a limit, not a metric', 'put baseline on the right', 0, 8],
    ['(error_rate < 1%', 'gate-syntax', "'(' is never closed", 'add )', 0, 1],
    ['error_rate < 1%)', 'gate-syntax', "')' closes no bracket", 'drop it', 15, 1],
    ['error_rate < 1% < 2%', 'gate-syntax', 'a comparison has one limit', 'write two comparisons', 16, 1],
    ['error_rate < 1% orders > 3', 'gate-syntax', "'orders' stands after the end", 'join comparisons', 16, 6],
    ['error_rate < 1% & orders > 3', 'gate-syntax', "'&' is not part of a gate", 'write and', 16, 1],
    [`error_rate < \${X}`, 'gate-syntax', 'a gate holds no variables', 'write the number', 13, 1],
    ['error_rate < 1%\u001b[2J', 'gate-syntax', "'U+001B' is not part of a gate", 'write metric, comparison', 15, 1],
    [
      `${'('.repeat(17)}error_rate < 1%${')'.repeat(17)}`,
      'gate-syntax',
      'brackets nest deeper than 16',
      'several',
      16,
      1,
    ],
    [`error_rate < 1%${' '.repeat(1024)}`, 'gate-syntax', 'a gate of 1039 characters', 'write several gates', 0, 1039],
    [Array(17).fill('orders > 3').join(' or '), 'gate-syntax', 'more than 16 comparisons', 'several', 234, 1],
  ])('in %j is %s', (text, code, message, remedy, start, length) => {
    const problem = parseGate(text, options);

    expect(problem).toMatchObject({ kind: 'gate-problem', code, start, length });
    expect(problem).toHaveProperty('message', expect.stringContaining(message));
    expect(problem).toHaveProperty('remedy', expect.stringContaining(remedy));
  });

  it('names what the metric is, to stand behind the caret', () => {
    expect(parseGate('error_rate < 1ms', options)).toHaveProperty('label', 'error_rate is a ratio');
  });

  it('refuses baseline where no stable track runs beside the candidate', () => {
    const here = { baselineAllowed: false, noBaseline: 'blue-green has no live baseline after the flip' };

    expect(parseGate('error_rate < baseline * 1.1', here)).toMatchObject({
      code: 'gate-baseline',
      message: 'blue-green has no live baseline after the flip',
      remedy: 'write an absolute limit',
      start: 13,
      length: 8,
    });
    expect(parseGate('error_rate < 1.1 * baseline', here)).toHaveProperty('code', 'gate-baseline');
  });

  it.each([
    'error_rate < 1% and error_rate > 2%',
    'error_rate < 1% and error_rate >= 1%',
    'error_rate < 1% and success_rate < 99%',
    'success_rate > 99% and error_rate > 1%',
    'error_rate < baseline * 1.1 and error_rate > baseline * 1.2',
    'error_rate < 1% and (error_rate > 2% or success_rate < 98%)',
    'throughput < 0req/s',
  ])('is that no value satisfies %s', (text) => {
    expect(parseGate(text, options)).toMatchObject({ code: 'gate-contradiction', start: 0, length: text.length });
  });

  it.each([
    'error_rate <= 1% and error_rate >= 1%',
    'error_rate > 1% and error_rate < 2%',
    'error_rate < 1% or error_rate > 2%',
    'error_rate < 1% and (error_rate > 2% or latency_p99 < 1s)',
    'error_rate < 1% and checkout_failures > 2%',
    'error_rate < 1% and error_rate > baseline * 1.1',
  ])('is not seen in %s', (text) => {
    expect(parseGate(text, options)).toHaveProperty('text', text);
  });

  it('reads the hardest gate of its size without delay', () => {
    const pair = '(error_rate < 1% or error_rate < 2%)';
    const gate = parseGate(`${Array(7).fill(pair).join(' and ')} and error_rate > 5%`, options);

    expect(gate).toHaveProperty('code', 'gate-contradiction');
  });
});

describe('a trigger', () => {
  it('is one comparison with a fixed limit', () => {
    expect(parseTrigger('error_rate > 2%')).toMatchObject({
      text: 'error_rate > 2%',
      condition: { metric: 'error_rate', operator: '>', limit: { kind: 'quantity', quantity: { value: 0.02 } } },
    });
    expect(parseTrigger('error_rate > 2% or latency_p99 > 1s')).toHaveProperty('code', 'gate-syntax');
    expect(parseTrigger('error_rate > baseline * 2')).toHaveProperty('code', 'gate-baseline');
    expect(parseTrigger('orders < 3', { metrics })).toHaveProperty('text', 'orders < 3');
  });
});
