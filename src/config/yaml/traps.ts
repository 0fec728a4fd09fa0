import type { YAMLError } from 'yaml';
import type { PlacedFault, Range } from '../problem/fault.ts';
import type { SourceText } from '../problem/source-text.ts';
import { trapFault } from './trap-fault.ts';

/** A value that YAML takes for something else than what was meant. */
interface Trap {
  readonly fault: PlacedFault;
  readonly range: Range;
}

/** What the errors of the parser were about: known traps, and the text with each of them made harmless. */
export interface Untrapped {
  readonly faults: readonly PlacedFault[];
  /** Stretches that were replaced; what stands there now means nothing. */
  readonly replaced: readonly Range[];
  /** As long as the text, so that every offset stays where it was. */
  readonly text: string;
  /** Errors that no trap explains. */
  readonly others: readonly YAMLError[];
}

// A line of nothing but quotes has an error at each, and to look for a trap takes as long as the line.
const MOST_LOOKS = 20;

/** Looks behind the parser's errors for the traps of the format that people fall into, at most one a line. */
export function untrap(source: SourceText, errors: readonly YAMLError[]): Untrapped {
  const lines = new Map<number, Trap | null>();
  const looks = new Map<number, number>();
  const others: YAMLError[] = [];
  for (const error of errors.toSorted((one, other) => one.pos[0] - other.pos[0])) {
    const { line, column } = source.position(error.pos[0]);
    const looked = looks.get(line) ?? 0;
    const known = lines.get(line) ?? (looked < MOST_LOOKS ? findTrap(source, line, column - 1) : null);
    looks.set(line, looked + 1);
    lines.set(line, known);
    if (known === null) others.push(error);
  }
  const traps = [...lines.values()].filter((trap) => trap !== null);
  return {
    faults: traps.map((trap) => trap.fault),
    replaced: traps.map((trap) => trap.range),
    text: traps.reduce((text, trap) => harmless(text, trap.range), source.text),
    others,
  };
}

/** A text of the same length that every reader takes for a text. */
function harmless(text: string, [start, end]: Range): string {
  const length = end - start;
  const filler = length < 2 ? 'x'.repeat(length) : `"${'x'.repeat(length - 2)}"`;
  return `${text.slice(0, start)}${filler}${text.slice(end)}`;
}

/** A place where a value may begin: behind a key, a dash or a bracket. */
const VALUE_START = /(?<=(?:^|[:,[{-])\s*)[*%>|@`](?=.)|\$\{/g;

function findTrap(source: SourceText, number: number, errorAt: number): Trap | null {
  const line = source.line(number);
  const starts = [...line.matchAll(VALUE_START)].filter(
    ({ index }) => index <= errorAt && !isQuoted(line.slice(0, index)) && isSeparate(line, index),
  );
  const found = starts.at(-1);
  if (found === undefined) return null;
  const isVariable = found[0] === '${';
  const isFlow = /[[{]/.test(withoutVariables(line.slice(0, found.index)));
  if (isVariable && !isFlow) return null;
  const start = isVariable ? startOfItem(line, found.index) : found.index;
  const end = isFlow ? endOfItem(line, start) : endOfLine(line, start);
  const offset = source.startOfLine(number);
  const range = [offset + start, offset + end] as const;
  const written = { value: line.slice(start, end), key: keyBefore(line.slice(0, start)) };
  return { range, fault: { ...trapFault(found[0], written), range } };
}

/** Behind a key stands a space; only a bracket or comma may touch the value. */
function isSeparate(line: string, index: number): boolean {
  const before = line[index - 1];
  return before === undefined || line[index] === '$' || /[\s,[{]/.test(before);
}

/** Whether the text so far leaves a quotation or a comment open. */
function isQuoted(before: string): boolean {
  const open = before.replaceAll(/"(?:[^"\\]|\\.)*"|'[^']*'/g, '');
  return /["']/.test(open) || /(?:^|\s)#/.test(open);
}

const withoutVariables = (text: string): string =>
  text.replaceAll(/\$\{[^}]*\}?/g, '').replaceAll(/[[{][^[{]*?[\]}]/g, '');

const startOfItem = (line: string, index: number): number => {
  const before = line.slice(0, index);
  const bracket = Math.max(before.lastIndexOf('['), before.lastIndexOf(','), before.lastIndexOf('{'));
  return bracket + 1 + (before.slice(bracket + 1).length - before.slice(bracket + 1).trimStart().length);
};

function endOfItem(line: string, start: number): number {
  const rest = line.slice(start).replaceAll(/\$\{[^}]*\}/g, (variable) => 'x'.repeat(variable.length));
  const end = rest.search(/[,\]}]/);
  return start + (end === -1 ? rest : rest.slice(0, end)).trimEnd().length;
}

const endOfLine = (line: string, start: number): number =>
  start +
  line
    .slice(start)
    .replace(/\s#.*$/, '')
    .trimEnd().length;

const keyBefore = (before: string): string => /([A-Za-z0-9_-]+)\s*:[\s[{]*$/.exec(before)?.[1] ?? '';
