import { LineCounter } from 'yaml';
import type { PlacedFault, Range } from './fault.ts';
import type { Place, Problem } from './problem.ts';
import { shortened } from './readable.ts';

const DEFAULT_FILE = 'plimsoll.yaml';

/** A file's text, to find lines and columns in. */
export class SourceText {
  readonly text: string;
  readonly file: string;
  readonly #lines = new LineCounter();

  constructor(text: string, file: string) {
    this.text = text;
    this.file = file;
    this.#lines.addNewLine(0);
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#lines.addNewLine(at + 1);
  }

  /** How many lines there are. */
  get lineCount(): number {
    return this.#lines.lineStarts.length;
  }

  /** Line and column of an offset, both counted from 1. */
  position(offset: number): { readonly line: number; readonly column: number } {
    const { line, col } = this.#lines.linePos(Math.min(Math.max(offset, 0), this.text.length));
    return { line, column: col };
  }

  /** A line without its end. */
  line(number: number): string {
    const start = this.#lines.lineStarts[number - 1] ?? 0;
    const next = this.#lines.lineStarts[number];
    return this.text.slice(start, next === undefined ? undefined : next - 1).replace(/\r$/, '');
  }

  /** Where a line begins. */
  startOfLine(number: number): number {
    return this.#lines.lineStarts[number - 1] ?? 0;
  }

  /** Turns a fault into a problem with line, column and excerpt. */
  problem(fault: PlacedFault): Problem {
    const command = `plimsoll config check${this.file === DEFAULT_FILE ? '' : ` -c ${this.file}`}`;
    return {
      code: fault.code,
      message: shortened(fault.message),
      remedy: shortened(fault.remedy),
      command,
      file: this.file,
      ...this.#place(fault.range, fault.label ?? ''),
      earlier: fault.earlier === undefined ? null : this.#place(fault.earlier.range, fault.earlier.label),
    };
  }

  #place(range: Range | null, label: string): Place {
    if (range === null) return { line: 1, column: 1, length: 1, excerpt: '', label };
    const { line, column } = this.position(range[0]);
    const excerpt = this.line(line);
    const toEndOfLine = Math.max(1, excerpt.trimEnd().length - column + 1);
    const length = Math.min(Math.max(1, range[1] - range[0]), toEndOfLine);
    return { line, column, length, excerpt, label: shortened(label) };
  }
}
