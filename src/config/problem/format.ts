import type { Place, Problem } from './problem.ts';
import { readable } from './readable.ts';

const GAP = ' '.repeat(7);
const WIDEST = 120;
const BEFORE = 60;

/** Writes a problem as people read it in a terminal: what, where, why, next. */
export function formatProblem(problem: Problem): string {
  const where = problem.excerpt === '' ? problem.file : `${problem.file}:${problem.line}:${problem.column}`;
  const places = problem.earlier === null ? [problem] : [problem.earlier, problem];
  const margin = Math.max(...places.map((place) => String(place.line).length));
  return [
    `error[${problem.code}] ${readable(problem.message)}${GAP}${readable(where)}`,
    ...places.flatMap((place) => excerptOf(place, margin)),
    ` next: ${readable(problem.remedy)}   ·   ${readable(problem.command)}`,
  ].join('\n');
}

function excerptOf(place: Place, margin: number): readonly string[] {
  if (place.excerpt === '') return [];
  const { before, marked, after } = cut(place);
  const carets = '^'.repeat(Math.max(1, [...marked].length));
  const label = place.label === '' ? '' : ` ${readable(place.label)}`;
  return [
    ` ${String(place.line).padStart(margin)} | ${before}${marked}${after}`,
    ` ${' '.repeat(margin)} | ${' '.repeat([...before].length)}${carets}${label}`,
  ];
}

/** The line around the place, no wider than a terminal; what is marked always begins in view. */
function cut({ excerpt, column, length }: Place): Record<'before' | 'marked' | 'after', string> {
  const at = column - 1;
  const isLong = excerpt.length > WIDEST;
  const start = isLong ? Math.max(0, at - BEFORE) : 0;
  const end = isLong ? start + WIDEST : excerpt.length;
  const markedEnd = Math.min(at + length, end);
  return {
    before: `${start > 0 ? '…' : ''}${readable(excerpt.slice(start, at))}`,
    marked: readable(excerpt.slice(at, markedEnd)),
    after: `${readable(excerpt.slice(markedEnd, end))}${end < excerpt.length ? '…' : ''}`,
  };
}
