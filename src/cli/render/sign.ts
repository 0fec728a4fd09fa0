import type { Meaning } from '../../api/shown/meaning.ts';

const SIGNS: Readonly<Record<Meaning, readonly [string, string]>> = {
  pass: ['✔', 'ok'],
  fail: ['✖', 'x'],
  ambiguous: ['?', '?'],
  hold: ['!', '!'],
  collecting: ['…', '.'],
  now: ['●', '*'],
  ahead: ['○', '-'],
};

/** The sign of a meaning. */
export const signFor = (meaning: Meaning, ascii: boolean): string => SIGNS[meaning][ascii ? 1 : 0];

const IN_ASCII: Readonly<Record<string, string>> = {
  '…': '...',
  '·': '|',
  '→': '->',
  '–': '-',
  '—': '-',
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '─': '-',
  '━': '=',
  '╸': '>',
  '✔': 'ok',
  '✖': 'x',
  '●': '*',
  '○': '-',
  '≥': '>=',
  '≤': '<=',
  '×': 'x',
  '\u00a0': ' ',
  '\u202f': ' ',
};

/** A text in signs that every terminal has; what has no such sign shows as `?`. */
export const inAscii = (text: string): string =>
  text.replaceAll(/[^\n\x20-\x7e]/gu, (character) => IN_ASCII[character] ?? '?');
