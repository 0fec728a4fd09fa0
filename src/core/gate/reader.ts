import type { Operator } from './gate.ts';
import { findMetric, type Metric, metricNames } from './metric.ts';
import { nearestName } from './nearest.ts';
import type { GateOptions } from './options.ts';
import { type GateProblem, problemAt } from './problem.ts';
import { shorten, type Token } from './token.ts';

/** The tokens of one gate, read from left to right. */
export class Reader {
  readonly options: GateOptions;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[], options: GateOptions) {
    this.#tokens = tokens;
    this.options = options;
  }

  /** The token that comes next; the last one, `end`, stays. */
  next(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '', start: 0, end: 0 };
  }

  /** Takes the next token if it is of this kind (and text). */
  take(kind: Token['kind'], text?: string): Token | null {
    const token = this.next();
    if (token.kind !== kind || (text !== undefined && token.text !== text)) return null;
    if (kind !== 'end') this.#at += 1;
    return token;
  }

  /** The metric that a word names, or the problem that no such metric is known. */
  metric(word: Token): Metric | GateProblem {
    const declared = this.options.metrics ?? [];
    const metric = findMetric(word.text, declared);
    if (metric !== undefined) return metric;
    if (word.text === 'baseline') {
      const remedy = 'put baseline on the right, such as error_rate < baseline * 1.1';
      return problemAt(word, 'gate-syntax', 'baseline is a limit, not a metric', remedy);
    }
    const names = metricNames(declared);
    const near = nearestName(word.text, names);
    const remedy = near === null ? `use one of ${names.join(', ')}` : `did you mean ${near}?`;
    return problemAt(word, 'gate-metric', `unknown metric '${shorten(word.text)}'`, remedy);
  }
}

/** The operator that a token of kind `operator` holds: the tokenizer makes no others. */
export function operatorOf(token: Token): Operator {
  if (token.text === '<' || token.text === '<=' || token.text === '>') return token.text;
  return '>=';
}
