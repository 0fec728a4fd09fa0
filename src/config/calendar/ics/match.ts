const LONGEST = 200;
const SPECIAL = /[\\^$.*+?()[\]{}|]/;

/**
 * Whether a summary fits what was written under `match`: `^FREEZE` begins with it, `freeze$` ends with it, `^freeze$` is it,
 * anything else stands somewhere in it. It is no regular expression: those can be made to take for ever.
 */
export function isMatched(summary: string, match: string | null): boolean {
  if (match === null) return true;
  const isStart = match.startsWith('^');
  const isEnd = match.endsWith('$');
  const text = match.slice(isStart ? 1 : 0, isEnd ? -1 : undefined);
  if (isStart && isEnd) return summary === text;
  if (isStart) return summary.startsWith(text);
  return isEnd ? summary.endsWith(text) : summary.includes(text);
}

/** Why a text cannot stand under `match`; null when it can. */
export function matchFault(text: string): string | null {
  if (text.length > LONGEST) return `longer than ${LONGEST} characters`;
  const inner = text.replace(/^\^/, '').replace(/\$$/, '');
  if (inner === '') return 'it names no text';
  const special = SPECIAL.exec(inner)?.[0];
  return special === undefined ? null : `'${special}' means nothing here: only ^ at the start and $ at the end do`;
}
