import type { Look } from './look.ts';
import { inAscii } from './sign.ts';
import { onOneLine } from './visible.ts';
import { cut, widthOf } from './width.ts';

/** How a piece of a line is to stand out; without colour it does not, and its sign and word say the same. */
export type Style = 'plain' | 'strong' | 'quiet' | 'good' | 'bad' | 'doubt';

/** A piece of a line in one style. */
export interface Span {
  readonly text: string;
  readonly style: Style;
}

/** A line of a frame before it is written: pieces, so that its width can be told without the codes for colour. */
export type Line = readonly Span[];

const CODES: Readonly<Record<Style, readonly [string, string]>> = {
  plain: ['', ''],
  strong: ['\u001b[1m', '\u001b[22m'],
  quiet: ['\u001b[2m', '\u001b[22m'],
  good: ['\u001b[32m', '\u001b[39m'],
  bad: ['\u001b[31m', '\u001b[39m'],
  doubt: ['\u001b[33m', '\u001b[39m'],
};

/** Makes the pieces of lines for one look: what others wrote is made harmless here, once. */
export interface Pen {
  readonly look: Look;
  span(text: string, style?: Style): Span;
}

/** The pen for a look. */
export const penOf = (look: Look): Pen => ({
  look,
  span: (text, style = 'plain') => ({ text: look.ascii ? inAscii(onOneLine(text)) : onOneLine(text), style }),
});

/** How many cells a line takes. */
export const lineWidth = (line: Line): number => line.reduce((sum, { text }) => sum + widthOf(text), 0);

/** The line cut to so many cells. */
export function fitLine(line: Line, cells: number, { ascii }: Look): Line {
  if (lineWidth(line) <= cells) return line;
  const fitted: Span[] = [];
  let left = cells;
  for (const span of line) {
    const width = widthOf(span.text);
    if (width > left) {
      // Where the cut falls on the edge of a piece, the mark still has to show.
      fitted.push({ ...span, text: cut(span.text, left, ascii ? '.' : '…') });
      break;
    }
    fitted.push(span);
    left -= width;
  }
  return fitted;
}

/** As many of the parts as fit beside each other, the first first. One that does not fit is left out, and those after it. */
export function fillLine(parts: readonly Line[], gap: number, cells: number): Line {
  const space: Span = { text: ' '.repeat(gap), style: 'plain' };
  let line: Line = parts[0] ?? [];
  for (const part of parts.slice(1)) {
    if (part.length === 0) continue;
    const longer = [...line, space, ...part];
    if (lineWidth(longer) > cells) break;
    line = longer;
  }
  return line;
}

/** A piece of printable text with the codes of a style around it. */
export const colored = (text: string, style: Style): string =>
  text === '' ? '' : CODES[style][0] + text + CODES[style][1];

/** The line as it is written, with codes for colour where the look has any. */
export const written = (line: Line, { color }: Look): string =>
  line
    .map(({ text, style }) => (color ? colored(text, style) : text))
    .join('')
    .trimEnd();
