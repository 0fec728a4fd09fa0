import { stripVTControlCharacters } from 'node:util';
import { widthOf } from '../render/width.ts';
import type { Size } from './model.ts';

/** Where frames are written. */
export interface Terminal {
  write(text: string): void;
  size(): Size;
}

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const TO_LINE_END = '\u001b[K';
const TO_SCREEN_END = '\u001b[J';

/**
 * What to write so that a terminal shows these lines where those before stood. The cursor rests below the last line, so that
 * whatever is written next stands under the frame; no other screen is used, and the last frame stays where it is.
 */
export function repaint(before: readonly string[], lines: readonly string[], { columns, rows }: Size): string {
  // Lines that were wider than the terminal has become are shown on several rows now.
  const taken = before.reduce((sum, line) => sum + Math.max(1, Math.ceil(cellsOf(line) / columns)), 0);
  const up = Math.min(taken, rows - 1);
  return `\r${up > 0 ? `\u001b[${up}A` : ''}${lines.map((line) => `${line}${TO_LINE_END}\n`).join('')}${TO_SCREEN_END}`;
}

const cellsOf = (line: string): number => widthOf(stripVTControlCharacters(line));

/** Shows frames in place: one write for each, none when it is the same in the same size. */
export class Screen {
  readonly #terminal: Terminal;
  #shown: readonly string[] = [];
  #shownIn = '';

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** Shows a frame; gives whether anything had to be written. */
  show(lines: readonly string[]): boolean {
    const size = this.#terminal.size();
    const key = JSON.stringify([lines, size]);
    if (key === this.#shownIn) return false;
    const first = this.#shownIn === '' ? HIDE_CURSOR : '';
    this.#terminal.write(first + repaint(this.#shown, lines, size));
    this.#shown = lines;
    this.#shownIn = key;
    return true;
  }

  /** Leaves the last frame where it is and gives the cursor back. What is shown next stands below it. */
  leave(): void {
    if (this.#shownIn !== '') this.#terminal.write(SHOW_CURSOR);
    this.#shown = [];
    this.#shownIn = '';
  }
}
