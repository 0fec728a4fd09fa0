import type { Range } from './problem/fault.ts';
import { type Path, pathKey } from './problem/fault.ts';
import type { SourceText } from './problem/source-text.ts';
import type { Variables } from './variables.ts';
import type { Places } from './yaml/places.ts';
import { isMap, type Written } from './yaml/written.ts';

/** Where a value came from. Names are those of the variables in it. */
export type Origin =
  | { readonly kind: 'file'; readonly file: string; readonly line: number }
  | { readonly kind: 'variable'; readonly names: readonly string[]; readonly file: string; readonly line: number }
  /** Chosen by another value of the file: the tier, or the strategy. */
  | { readonly kind: 'preset'; readonly preset: string; readonly file: string; readonly line: number }
  | { readonly kind: 'default' };

/** Where every single value of a configuration came from; what was not written is a default. */
export interface Origins {
  at(path: Path): Origin;
}

const DEFAULT: Origin = { kind: 'default' };

/** Notes the line of every single value of a file. */
export function originsOf(root: Written, places: Places, variables: Variables, source: SourceText): Origins {
  const found = new Map<string, Origin>();
  const note = (value: Written, path: Path): void => {
    if (isMap(value)) {
      for (const [key, inside] of Object.entries(value)) note(inside, [...path, key]);
    } else if (Array.isArray(value)) {
      value.forEach((item: Written, index) => {
        note(item, [...path, index]);
      });
    }
    const range = places.find(path)?.value;
    if (range !== undefined) found.set(pathKey(path), originAt(range, variables.namesAt(path), source));
  };
  note(root, []);
  return { at: (path) => found.get(pathKey(path)) ?? DEFAULT };
}

function originAt(range: Range, names: readonly string[], source: SourceText): Origin {
  const { file } = source;
  const { line } = source.position(range[0]);
  return names.length === 0 ? { kind: 'file', file, line } : { kind: 'variable', names, file, line };
}

/** An origin in words: `plimsoll.yaml:12`, `variable HOST (plimsoll.yaml:12)`, `preset tier critical (plimsoll.yaml:2)`, `default`. */
export function originText(origin: Origin): string {
  if (origin.kind === 'default') return 'default';
  const where = `${origin.file}:${origin.line}`;
  if (origin.kind === 'preset') return `preset ${origin.preset} (${where})`;
  return origin.kind === 'file' ? where : `variable ${origin.names.join(', ')} (${where})`;
}
