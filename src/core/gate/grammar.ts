import { checkCondition } from './check.ts';
import { comparisonsOf } from './comparisons.ts';
import type { Comparison, Condition, Gate, Trigger } from './gate.ts';
import { readLimit } from './limit.ts';
import type { GateOptions } from './options.ts';
import { type GateProblem, isGateProblem, problemAt } from './problem.ts';
import { operatorOf, Reader } from './reader.ts';
import { shorten, tokenize } from './token.ts';

const LONGEST_TEXT = 1_024;
const DEEPEST = 16;
/** Every comparison takes its share of the error budget: more than these would prove nothing, and the check of contradictions stays quick. */
const MOST_COMPARISONS = 16;

/**
 * Reads what must hold to advance.
 * @example parseGate('error_rate < 1% and latency_p99 < baseline * 1.1', { baselineAllowed: true })
 */
export function parseGate(text: string, options: GateOptions): Gate | GateProblem {
  const condition = parseCondition(text, options);
  return isGateProblem(condition) ? condition : { text, condition };
}

/** Reads what must not hold: one comparison with a fixed limit, for a trigger outlives the stable track. */
export function parseTrigger(
  text: string,
  options: Pick<GateOptions, 'metrics' | 'noBaseline'> = {},
): Trigger | GateProblem {
  const noBaseline = options.noBaseline ?? 'a trigger stays armed when no stable track runs any more';
  const condition = parseCondition(text, { ...options, baselineAllowed: false, noBaseline });
  if (isGateProblem(condition)) return condition;
  if (condition.kind === 'compare') return { text, condition };
  const whole = { start: 0, end: text.length };
  return problemAt(whole, 'gate-syntax', 'a trigger is one comparison', 'write one trigger for each');
}

function parseCondition(text: string, options: GateOptions): Condition | GateProblem {
  if (text.length > LONGEST_TEXT) {
    const whole = { start: 0, end: text.length };
    const message = `a gate of ${text.length} characters is longer than ${LONGEST_TEXT}`;
    return problemAt(whole, 'gate-syntax', message, 'write several gates');
  }
  const tokens = tokenize(text);
  if (isGateProblem(tokens)) return tokens;
  const reader = new Reader(tokens, options);
  const condition = readJoined(reader, 'or', 0);
  if (isGateProblem(condition)) return condition;
  const rest = reader.next();
  if (rest.kind !== 'end') return trailing(reader);
  return checkCondition(condition, text) ?? condition;
}

function trailing(reader: Reader): GateProblem {
  const token = reader.next();
  if (token.kind === ')') return problemAt(token, 'gate-syntax', "')' closes no bracket", 'drop it');
  if (token.kind === 'operator') {
    const remedy = 'write two comparisons joined by and';
    return problemAt(token, 'gate-syntax', 'a comparison has one limit', remedy);
  }
  const remedy = 'join comparisons with and or or';
  return problemAt(token, 'gate-syntax', `'${shorten(token.text)}' stands after the end of the gate`, remedy);
}

function readJoined(reader: Reader, kind: 'and' | 'or', depth: number): Condition | GateProblem {
  const parts: Condition[] = [];
  do {
    const part = kind === 'or' ? readJoined(reader, 'and', depth) : readPrimary(reader, depth);
    if (isGateProblem(part)) return part;
    // (a and b) and c says the same as a and b and c, and is held as that.
    if (part.kind === kind) parts.push(...part.of);
    else parts.push(part);
    if (parts.flatMap(comparisonsOf).length > MOST_COMPARISONS) {
      const message = `more than ${MOST_COMPARISONS} comparisons in one gate`;
      return problemAt(reader.next(), 'gate-syntax', message, 'write several gates');
    }
  } while (reader.take(kind) !== null);
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind, of: parts };
}

function readPrimary(reader: Reader, depth: number): Condition | GateProblem {
  const open = reader.take('(');
  if (open === null) return readComparison(reader);
  if (depth >= DEEPEST) {
    return problemAt(open, 'gate-syntax', `brackets nest deeper than ${DEEPEST}`, 'write several gates');
  }
  const inner = readJoined(reader, 'or', depth + 1);
  if (isGateProblem(inner)) return inner;
  if (reader.take(')') !== null) return inner;
  if (reader.next().kind !== 'end') return trailing(reader);
  return problemAt(open, 'gate-syntax', "'(' is never closed", 'add )');
}

function readComparison(reader: Reader): Comparison | GateProblem {
  const name = reader.take('word');
  if (name === null) return noMetric(reader);
  const metric = reader.metric(name);
  if (isGateProblem(metric)) return metric;
  const operator = reader.take('operator');
  if (operator === null) return noOperator(reader);
  const limit = readLimit(reader, metric, { name, operator });
  if (isGateProblem(limit)) return limit;
  return { kind: 'compare', metric: metric.name, operator: operatorOf(operator), limit };
}

function noMetric(reader: Reader): GateProblem {
  const token = reader.next();
  const remedy = 'begin with a metric, such as error_rate < 1%';
  if (token.kind === 'end') return problemAt(token, 'gate-syntax', 'a comparison is missing at the end', remedy);
  if (token.kind === 'operator') return problemAt(token, 'gate-syntax', 'the metric is missing', remedy);
  const message = `'${shorten(token.text)}' stands where a metric is expected`;
  return problemAt(token, 'gate-syntax', message, remedy);
}

function noOperator(reader: Reader): GateProblem {
  const token = reader.next();
  if (token.kind === 'sign') {
    const message = 'arithmetic on the left is not part of a gate';
    return problemAt(token, 'gate-syntax', message, 'put it on the right, such as error_rate < baseline * 1.1');
  }
  if (token.kind === '(') {
    const remedy = 'name a metric; a query gets its name under metrics';
    return problemAt(token, 'gate-syntax', 'function calls are not part of a gate', remedy);
  }
  return problemAt(token, 'gate-syntax', 'a comparison is missing', 'use < <= > >=');
}
