import { cut, widthOf } from '../../src/cli/render/width.ts';

/** What a terminal shows after all that was written to it: enough of one for what we write, and it refuses everything else. */
export class Emulator {
  readonly columns: number;
  readonly rows: number;
  /** What was scrolled out of the top. */
  readonly scrolled: string[] = [];
  /** Every write as the frames it left, to see what a person saw on the way. */
  readonly frames: string[] = [];
  #screen: string[][] = [[]];
  #row = 0;
  #column = 0;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
  }

  /** The rows as they stand, without what is empty at their ends. */
  get screen(): readonly string[] {
    return this.#screen.map((row) =>
      Array.from(row, (cell) => cell ?? ' ')
        .join('')
        .trimEnd(),
    );
  }

  /** Everything from the first line on, as scrolling back shows it. */
  get all(): string {
    return [...this.scrolled, ...this.screen].join('\n').trimEnd();
  }

  /** Takes in what was written. */
  write(text: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal is told by
    for (const [part] of text.matchAll(/\u001b\[[?\d;]*[A-Za-z]|[\s\S]/gu)) this.#take(part);
    this.frames.push(this.screen.join('\n').trimEnd());
  }

  #take(part: string): void {
    if (part === '\n') this.#lineFeed();
    else if (part === '\r') this.#column = 0;
    else if (part.startsWith('\u001b')) this.#control(part);
    else if (/\p{Cc}/u.test(part)) throw new Error(`a control character was written: ${JSON.stringify(part)}`);
    else this.#put(part);
  }

  #put(character: string): void {
    const cells = widthOf(character);
    if (this.#column + cells > this.columns) {
      this.#lineFeed();
    }
    const row = this.#screen[this.#row];
    if (row === undefined) throw new Error('the cursor is nowhere');
    if (cells === 0) row[this.#column - 1] = `${row[this.#column - 1] ?? ''}${character}`;
    else row[this.#column] = cut(character, cells);
    if (cells === 2) row[this.#column + 1] = '';
    this.#column += cells;
  }

  // The line discipline in front of a terminal makes a carriage return and a line feed of each line feed.
  #lineFeed(): void {
    this.#column = 0;
    this.#row += 1;
    if (this.#row < this.rows) {
      this.#screen[this.#row] ??= [];
      return;
    }
    this.#row = this.rows - 1;
    this.scrolled.push(this.screen[0] ?? '');
    this.#screen = [...this.#screen.slice(1), []];
  }

  #control(sequence: string): void {
    const kind = sequence.at(-1);
    const count = Number(/\d+/.exec(sequence)?.[0] ?? 1);
    if (kind === 'm' || sequence === '\u001b[?25l' || sequence === '\u001b[?25h') return;
    if (kind === 'A') this.#row = Math.max(0, this.#row - count);
    else if (kind === 'D') this.#column = Math.max(0, this.#column - count);
    else if (sequence === '\u001b[K') this.#screen[this.#row]?.splice(this.#column);
    else if (sequence === '\u001b[J') {
      this.#screen[this.#row]?.splice(this.#column);
      this.#screen.splice(this.#row + 1);
    } else throw new Error(`a terminal was told ${JSON.stringify(sequence)}`);
  }
}
