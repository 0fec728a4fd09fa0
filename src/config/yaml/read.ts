import { parseDocument, type YAMLError } from 'yaml';
import type { PlacedFault, Range } from '../problem/fault.ts';
import { SourceText } from '../problem/source-text.ts';
import { convert, type FillText } from './convert.ts';
import { checkLimits } from './limits.ts';
import type { Places } from './places.ts';
import { untrap } from './traps.ts';
import type { Written } from './written.ts';

/** What a file says. `root` is undefined when it could not be read at all. */
export interface Reading {
  readonly root: Written | undefined;
  readonly places: Places | undefined;
  readonly faults: readonly PlacedFault[];
  /** Stretches that are reported already: what else is wrong with them is no news. */
  readonly reported: readonly Range[];
}

/** Behind one trap another may come to light; more rounds than these are not worth their time. */
const ROUNDS = 4;

/** Reads YAML text into plain values with their places; the traps that people fall into are found and stepped over. */
export function readYaml(source: SourceText, fill: FillText): Reading {
  const limits = checkLimits(source.text);
  if (limits.isFatal) return { root: undefined, places: undefined, faults: limits.faults, reported: [] };
  const faults = [...limits.faults];
  const reported: Range[] = [];
  let text = source.text;
  for (let round = 0; round < ROUNDS; round += 1) {
    const document = parse(text);
    const found = untrap(new SourceText(text, source.file), document.errors);
    faults.push(...found.faults);
    reported.push(...found.replaced);
    if (found.faults.length === 0 || round === ROUNDS - 1) {
      if (found.others.length > 0) {
        return {
          root: undefined,
          places: undefined,
          faults: [...faults, ...syntaxFaults(source, found.others)],
          reported,
        };
      }
      const converted = convert(document, text, fill);
      const news = converted.faults.filter((fault) => !reported.some((range) => beginsIn(fault.range, range)));
      for (const { range } of news) if (range !== null) reported.push(range);
      return { root: converted.root, places: converted.places, faults: [...faults, ...news], reported };
    }
    text = found.text;
  }
  return { root: undefined, places: undefined, faults, reported };
}

/** Whether a stretch begins inside another: then what is wrong there is part of what is reported already. */
export const beginsIn = (range: Range | null, outer: Range): boolean =>
  range !== null && outer[0] <= range[0] && range[0] < outer[1];

const parse = (text: string) =>
  parseDocument(text, {
    version: '1.2',
    merge: false,
    resolveKnownTags: false,
    // Its own check compares every key with every other; ours shows both lines besides.
    uniqueKeys: false,
    prettyErrors: false,
    // Silence would hide that a second document follows.
    logLevel: 'error',
  });

const REMEDIES: Partial<Record<YAMLError['code'], string>> = {
  TAB_AS_INDENT: 'indent with spaces',
  BAD_INDENT: 'indent it like the lines around it',
  MULTIPLE_DOCS: 'keep one document in the file',
  MISSING_CHAR: 'close the bracket or quotation, or add the sign that is missing',
  BAD_DQ_ESCAPE: 'use single quotes, or write \\\\ for a backslash',
  MULTILINE_IMPLICIT_KEY: 'check the colon and the indentation of this line',
};

/** One error of the parser a line: the others on it mostly follow from the first. */
function syntaxFaults(source: SourceText, errors: readonly YAMLError[]): readonly PlacedFault[] {
  const first = new Map<number, YAMLError>();
  for (const error of errors) {
    const { line } = source.position(error.pos[0]);
    if (!first.has(line)) first.set(line, error);
  }
  return [...first.values()].map((error) => ({
    code: 'yaml-syntax',
    message: error.message.split('\n')[0] ?? '',
    remedy:
      REMEDIES[error.code] ?? 'mend the YAML here; quote a text that holds signs such as : # { } [ ] , & * ! | > % @',
    range: error.pos,
  }));
}
