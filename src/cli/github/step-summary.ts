/** The host drops a summary above 1024 kB whole; less than that is ours, since other steps of the job may write too. */
const BUDGET_BYTES = 900_000;
/** A part that is longer than this folds. */
const LONG_LINES = 40;

interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

/**
 * A report as a step summary: headings from the third level, long sections folded, and never more bytes than are left. What
 * is cut are its last sections, which are named with the command that prints them.
 */
export function stepSummary(markdown: string, command: string, bytesTaken = 0, budget = BUDGET_BYTES): string {
  const sections = sectionsOf(markdown);
  const texts = sections.map((section) => `${sectionText(section)}\n`);
  const room = budget - bytesTaken;
  let bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  for (let kept = texts.length; kept >= 0; kept -= 1) {
    const rest = cutText(sections.slice(kept), command);
    if (bytes + Buffer.byteLength(rest) <= room) return texts.slice(0, kept).join('') + rest;
    bytes -= Buffer.byteLength(texts[kept - 1] ?? '');
  }
  return '';
}

function sectionsOf(markdown: string): readonly Section[] {
  const lines = markdown.trimEnd().split('\n');
  const levels = levelsOf(lines);
  const highest = Math.min(...levels.filter((level) => level > 0));
  const sections: { title: string; lines: string[] }[] = [{ title: '', lines: [] }];
  for (const [at, line] of lines.entries()) {
    const level = levels[at] ?? 0;
    if (level === 0) sections.at(-1)?.lines.push(harmless(line));
    else if (level <= highest + 1) sections.push({ title: moved(line, level, highest), lines: [] });
    else sections.at(-1)?.lines.push(moved(line, level, highest));
  }
  return sections.filter(({ title, lines: body }) => title !== '' || body.some((line) => line.trim() !== ''));
}

/** The level of each line that is a heading, 0 of any other; what stands in a fence is none. */
function levelsOf(lines: readonly string[]): readonly number[] {
  let fence = '';
  return lines.map((line) => {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1] ?? '';
    if (mark !== '') fence = fence === '' ? mark : mark.startsWith(fence) ? '' : fence;
    return fence === '' ? (/^(#{1,6}) /.exec(line)?.[1]?.length ?? 0) : 0;
  });
}

/** A heading so far down that the highest is of the third level: the page of a run has the first two for itself. */
const moved = (line: string, level: number, highest: number): string =>
  `${'#'.repeat(Math.min(6, level - highest + 3))} ${harmless(line.slice(level + 1))}`;

// What a log or a commit says must not end the fold that it stands in.
const harmless = (line: string): string => line.replaceAll(/<(\/?(?:details|summary))/gi, '&lt;$1');

function sectionText({ title, lines }: Section): string {
  const body = lines.join('\n').trim();
  if (lines.length <= LONG_LINES) return [title, '', body, ''].filter((text, at) => at !== 0 || text !== '').join('\n');
  return [title, '', `<details><summary>${lines.length} lines</summary>`, '', body, '', '</details>', ''].join('\n');
}

function cutText(cut: readonly Section[], command: string): string {
  if (cut.length === 0) return '';
  const names = cut.map(({ title }) => title.replace(/^#+ /, '') || 'the beginning').join(', ');
  return `Left out, since a summary may not be larger: ${names}. All of it: \`${command}\`\n`;
}
