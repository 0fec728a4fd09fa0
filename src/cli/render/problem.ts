import type { Problem } from '../../api/problem.ts';

/** Stands between what is wrong and where. */
export const GAP = ' '.repeat(7);

/** A problem as page after page shows it: what, where, the line with a caret, and what to do next. */
export function problemText(problem: Problem): string {
  const { code, message, path, line, col, excerpt, length, remedy } = problem;
  const what = `error[${code}] ${message}`;
  const where = path === undefined ? '' : line === undefined ? path : `${path}:${line}:${col ?? 1}`;
  const head = where === '' ? what : `${what}${GAP}${where}`;
  return [head, ...markedLine(line, col, excerpt, length), ` next: ${remedy}`].join('\n');
}

function markedLine(line?: number, col?: number, excerpt?: string, length?: number): readonly string[] {
  if (line === undefined || excerpt === undefined) return [];
  const gutter = ` ${line} `;
  const caret = ' '.repeat(Math.max(0, (col ?? 1) - 1)) + '^'.repeat(Math.max(1, length ?? 1));
  return [`${gutter}| ${excerpt}`, `${' '.repeat(gutter.length)}| ${caret}`];
}

/** All problems, the first first. */
export const problemsText = (problems: readonly Problem[]): string => problems.map(problemText).join('\n');
