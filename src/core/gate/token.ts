import { type GateProblem, isGateProblem, problemAt, type Span } from './problem.ts';

/** One word or sign of a gate's text. */
export interface Token extends Span {
  readonly kind: 'word' | 'number' | 'unit' | 'operator' | 'sign' | 'and' | 'or' | '(' | ')' | 'end';
  readonly text: string;
}

const WORD = /[A-Za-z][A-Za-z0-9_]*/y;
const NUMBERISH = /\d[\d.,_]*(?:[eE][+-]?\d+)?|\.\d+/y;
const NUMBER = /^\d+(?:\.\d+)?$/;
const COMPARISON = /[<>=!~≤≥]+/y;
const OPERATORS: readonly string[] = ['<', '<=', '>', '>='];

/** Splits the text of a gate into tokens, the last of kind `end`; the first thing that cannot be part of a gate is a problem. */
export function tokenize(text: string): readonly Token[] | GateProblem {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    const token = tokenAt(text, at);
    if (isGateProblem(token)) return token;
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: 'end', text: '', start: text.length, end: text.length });
  return tokens;
}

function tokenAt(text: string, start: number): Token | GateProblem {
  const fixed = ['&&', '||', '/min', '%', '(', ')', '*', '+', '-'].find((sign) => text.startsWith(sign, start));
  if (fixed !== undefined) return { kind: kindOf(fixed), text: fixed, start, end: start + fixed.length };
  const word = match(WORD, text, start);
  if (word !== null) return wordToken(text, start, word);
  const number = match(NUMBERISH, text, start);
  if (number !== null) return numberToken(start, number);
  const comparison = match(COMPARISON, text, start);
  if (comparison !== null) return operatorToken(start, comparison);
  return strayCharacter(text, start);
}

function kindOf(sign: string): Token['kind'] {
  if (sign === '&&') return 'and';
  if (sign === '||') return 'or';
  if (sign === '(' || sign === ')') return sign;
  return sign === '%' || sign === '/min' ? 'unit' : 'sign';
}

function wordToken(text: string, start: number, word: string): Token | GateProblem {
  const end = start + word.length;
  if (word === 'req' && text.startsWith('/s', end)) return { kind: 'unit', text: 'req/s', start, end: end + 2 };
  if (word === 'and' || word === 'or') return { kind: word, text: word, start, end };
  const lower = word.toLowerCase();
  if (['and', 'or', 'baseline'].includes(lower) && lower !== word) {
    return problemAt({ start, end }, 'gate-syntax', `'${word}': words are lower case`, `write ${lower}`);
  }
  if (lower === 'not') {
    const remedy = 'turn the comparison round, for example < into >=';
    return problemAt({ start, end }, 'gate-syntax', `'${word}' is not part of a gate`, remedy);
  }
  return { kind: 'word', text: word, start, end };
}

function numberToken(start: number, written: string): Token | GateProblem {
  const end = start + written.length;
  if (NUMBER.test(written)) return { kind: 'number', text: written, start, end };
  return problemAt({ start, end }, 'gate-number', `'${shorten(written)}'`, numberRemedy(written), 'not a number');
}

/** A comma is taken for a decimal point and an underscore for a space between thousands; the rest is left to the reader. */
function numberRemedy(written: string): string {
  const guess = Number(written.replaceAll('_', '').replace(',', '.'));
  const readable = Number.isFinite(guess) && guess < 1e15 && (guess >= 1e-6 || guess === 0);
  return readable ? `write ${guess}` : 'write digits with at most one decimal point, such as 1.5';
}

function operatorToken(start: number, written: string): Token | GateProblem {
  const end = start + written.length;
  if (OPERATORS.includes(written)) return { kind: 'operator', text: written, start, end };
  return problemAt({ start, end }, 'gate-syntax', `'${shorten(written)}' is not a comparison`, 'use < <= > >=');
}

function strayCharacter(text: string, start: number): GateProblem {
  const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
  const span = { start, end: start + character.length };
  if (character === '$') return problemAt(span, 'gate-syntax', 'a gate holds no variables', 'write the number');
  if (character === '&' || character === '|') {
    const remedy = `write ${character === '&' ? 'and' : 'or'}`;
    return problemAt(span, 'gate-syntax', `'${character}' is not part of a gate`, remedy);
  }
  const remedy = 'write metric, comparison and limit, such as error_rate < 1%';
  return problemAt(span, 'gate-syntax', `'${printable(character)}' is not part of a gate`, remedy);
}

/** A character as it may stand in a message: control characters and lone surrogates by their number. */
function printable(character: string): string {
  if (/^[\p{L}\p{N}\p{P}\p{S}]$/u.test(character)) return character;
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

/** Cuts what a message repeats from the text, so that a hostile text cannot flood a terminal. */
export const shorten = (text: string): string => (text.length <= 40 ? text : `${text.slice(0, 37)}...`);
