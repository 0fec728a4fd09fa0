import { onOneLine } from './visible.ts';

// East Asian wide and fullwidth characters and pictures take two cells: whole blocks, since a cell too many is harmless.
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x23e9, 0x23ec],
  [0x25fd, 0x25fe],
  [0x2614, 0x2615],
  [0x2648, 0x2653],
  [0x26a1, 0x26a1],
  [0x26bd, 0x26be],
  [0x26c4, 0x26c5],
  [0x26d4, 0x26d4],
  [0x2705, 0x2705],
  [0x274c, 0x274c],
  [0x2753, 0x2757],
  [0x2795, 0x2797],
  [0x2b1b, 0x2b1c],
  [0x2b50, 0x2b55],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18cff],
  [0x1aff0, 0x1b2ff],
  [0x1f004, 0x1f004],
  [0x1f0cf, 0x1f0cf],
  [0x1f18e, 0x1f19a],
  [0x1f200, 0x1f265],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f7e0, 0x1f7f0],
  [0x1f900, 0x1faff],
  [0x20000, 0x3fffd],
];

const PLAIN = /^[\x20-\x7e]*$/;
const NO_CELL = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
const AS_PICTURE = '\ufe0f';
// Made when it is first needed: most texts are plain, and making it takes longer than they do.
let segmenter: Intl.Segmenter | undefined;
const graphemesOf = (text: string): Iterable<{ readonly segment: string }> => {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
};

/** How many cells of a terminal a printable text takes. */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let cells = 0;
  for (const { segment } of graphemesOf(text)) cells += cellsOf(segment);
  return cells;
}

/** The beginning of a text that fits into so many cells; what was cut off shows as `…`, or `.` where there is no such sign. */
export function cut(text: string, cells: number, mark = '…'): string {
  if (widthOf(text) <= cells) return text;
  if (cells <= 0) return '';
  const room = cells - widthOf(mark);
  let kept = '';
  let taken = 0;
  for (const { segment } of graphemesOf(text)) {
    taken += cellsOf(segment);
    if (taken > room) break;
    kept += segment;
  }
  return kept + mark;
}

/** A text brought to just so many cells: cut, or filled up with spaces. */
export function padTo(text: string, cells: number): string {
  const fitted = cut(text, cells);
  return fitted + ' '.repeat(Math.max(0, cells - widthOf(fitted)));
}

/** A text broken between words into lines of at most so many cells. A longer word is broken where it must. */
export function wrap(text: string, cells: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of onOneLine(text).split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= cells) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = piecesOf(word, cells);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
}

function piecesOf(word: string, cells: number): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const { segment } of graphemesOf(word)) {
    if (piece !== '' && widthOf(piece + segment) > Math.max(1, cells)) {
      pieces.push(piece);
      piece = '';
    }
    piece += segment;
  }
  return [...pieces, piece];
}

function cellsOf(grapheme: string): number {
  if (NO_CELL.test(grapheme)) return 0;
  const point = grapheme.codePointAt(0) ?? 0;
  if (grapheme.includes(AS_PICTURE)) return 2;
  return WIDE.some(([from, to]) => point >= from && point <= to) ? 2 : 1;
}
