/** The lines that came since a log was last looked at, when of both looks only the newest lines are known. */
export function freshLines(before: readonly string[], now: readonly string[]): readonly string[] {
  for (let from = Math.max(0, before.length - now.length); from < before.length; from += 1) {
    const known = before.length - from;
    if (before.slice(from).every((line, index) => line === now[index])) return now.slice(known);
  }
  return now;
}
