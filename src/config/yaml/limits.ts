import { CST, Lexer } from 'yaml';
import type { PlacedFault } from '../problem/fault.ts';

const MOST_BYTES = 1_048_576;
const DEEPEST = 64;
const MOST_ALIASES = 100;
/** Far above any configuration, and little enough for the parser to be done within a blink. */
const MOST_TOKENS = 10_000;
const MOST_LINES = 10_000;

/** How deep values may lie inside each other. */
export const DEEPEST_VALUE = DEEPEST;

/** What was found before parsing; after a fatal fault the text must not be parsed. */
export interface Limits {
  readonly faults: readonly PlacedFault[];
  readonly isFatal: boolean;
}

const fatal = (fault: PlacedFault): Limits => ({ faults: [fault], isFatal: true });

/** Looks at size, depth, tags, directives and aliases while the text is only cut into tokens, not yet parsed. */
export function checkLimits(text: string): Limits {
  const bytes = Buffer.byteLength(text);
  const lines = countLines(text);
  if (bytes > MOST_BYTES || lines > MOST_LINES) {
    const size = bytes > MOST_BYTES ? `${bytes} bytes` : `${lines} lines`;
    const message = `${size} are more than a configuration may have`;
    const remedy = `keep it below ${MOST_BYTES} bytes and ${MOST_LINES} lines`;
    return fatal({ code: 'file-too-large', message, remedy, range: null });
  }
  return checkTokens(text);
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1 && lines <= MOST_LINES; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

function checkTokens(text: string): Limits {
  const depth = new Depth();
  const faults: PlacedFault[] = [];
  let offset = 0;
  let tokens = 0;
  let aliases = 0;
  let isText = false;
  for (const token of new Lexer().lex(text)) {
    if (isMark(token)) {
      isText = token === CST.SCALAR;
      continue;
    }
    const range = [offset, offset + token.length] as const;
    // A text may begin like a tag or a directive; only the mark in front of it tells.
    const type = isText ? 'scalar' : CST.tokenType(token);
    isText = false;
    const now = depth.after(token, type);
    if (now > DEEPEST) {
      const message = `values nest deeper than ${DEEPEST}`;
      return fatal({ code: 'too-deep', message, remedy: 'write it flatter', range });
    }
    tokens += 1;
    if (tokens > MOST_TOKENS) {
      const message = `more than ${MOST_TOKENS} words and signs`;
      return fatal({ code: 'file-too-large', message, remedy: 'split the unit', range });
    }
    if (type === 'alias') aliases += 1;
    if (aliases > MOST_ALIASES) {
      const message = `more than ${MOST_ALIASES} aliases`;
      return fatal({ code: 'too-many-aliases', message, remedy: 'write the values out', range });
    }
    if (type === 'directive-line') {
      const message = 'YAML directives are not read';
      return fatal({ code: 'yaml-directive', message, remedy: 'take this line out', range });
    }
    if (type === 'tag') {
      faults.push({ code: 'yaml-tag', message: 'YAML tags are not read', remedy: 'take the tag out', range });
    }
    offset += token.length;
  }
  return { faults, isFatal: false };
}

/** Marks that the lexer puts between the pieces of the text; they are no part of it. */
const isMark = (token: string): boolean => token === CST.DOCUMENT || token === CST.FLOW_END || token === CST.SCALAR;

type TokenType = ReturnType<typeof CST.tokenType>;

/** Counts how deep collections lie inside each other, from indentation and brackets alone. */
class Depth {
  readonly #columns: number[] = [];
  #flow = 0;
  #column = 0;
  /** Where the key or item that may open a collection begins; null behind it. */
  #begin: number | null = 0;

  /** The depth behind this token. */
  after(token: string, type: TokenType): number {
    const column = this.#column;
    const lastBreak = token.lastIndexOf('\n');
    this.#column = lastBreak === -1 ? column + token.length : token.length - lastBreak - 1;
    if (lastBreak !== -1) this.#begin = this.#flow > 0 ? this.#begin : null;
    if (type === 'space' || type === 'newline' || type === 'comment') return this.#depth;
    this.#begin ??= column;
    if (type === 'flow-seq-start' || type === 'flow-map-start') this.#flow += 1;
    else if (type === 'flow-seq-end' || type === 'flow-map-end') this.#flow = Math.max(0, this.#flow - 1);
    else if (this.#flow === 0) this.#block(type, column);
    return this.#depth;
  }

  get #depth(): number {
    return this.#columns.length + this.#flow;
  }

  #block(type: TokenType, column: number): void {
    const isIndicator = type === 'seq-item-ind' || type === 'explicit-key-ind';
    if (!isIndicator && type !== 'map-value-ind') return;
    const begin = isIndicator ? column : (this.#begin ?? column);
    while ((this.#columns.at(-1) ?? -1) > begin) this.#columns.pop();
    if ((this.#columns.at(-1) ?? -1) < begin) this.#columns.push(begin);
    this.#begin = null;
  }
}
