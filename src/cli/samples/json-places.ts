/** Where things stand in a line of JSON, as offsets from 0: the first fault, or every value by its path. */
export type JsonPlaces =
  | { readonly fault: number }
  | { readonly places: ReadonlyMap<string, { readonly start: number; readonly end: number }> };

/** One text for a path, to look it up by. */
export const placeKey = (path: readonly (string | number)[]): string => JSON.stringify(path);

class Fault extends Error {
  readonly at: number;

  constructor(at: number) {
    super();
    this.at = at;
  }
}

/** Deeper than this no record goes. */
const DEEPEST = 64;
const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them inside a text
const TEXT = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /true|false|null/y;

/** Looks through a line once more, for what the parser of the platform does not tell: where it went wrong, and where each value is. */
export function jsonPlaces(text: string): JsonPlaces {
  const places = new Map<string, { readonly start: number; readonly end: number }>();
  let at = 0;
  const skip = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? '';
    at += found.length;
    return found;
  };
  const take = (sign: string): boolean => {
    skip(SPACE);
    if (text[at] !== sign) return false;
    at += 1;
    return true;
  };
  const need = (sign: string): void => {
    if (!take(sign)) throw new Fault(at);
  };
  const members = (path: readonly (string | number)[]): void => {
    if (take('}')) return;
    do {
      skip(SPACE);
      const start = at;
      const name = skip(TEXT);
      if (name === '') throw new Fault(start);
      need(':');
      value([...path, JSON.parse(name) as string]);
    } while (take(','));
    need('}');
  };
  const elements = (path: readonly (string | number)[]): void => {
    if (take(']')) return;
    let index = 0;
    do {
      value([...path, index]);
      index += 1;
    } while (take(','));
    need(']');
  };
  const value = (path: readonly (string | number)[]): void => {
    skip(SPACE);
    const start = at;
    if (path.length > DEEPEST) throw new Fault(at);
    if (take('{')) members(path);
    else if (take('[')) elements(path);
    else if (skip(TEXT) === '' && skip(NUMBER) === '' && skip(WORD) === '') throw new Fault(at);
    places.set(placeKey(path), { start, end: at });
  };
  try {
    value([]);
    skip(SPACE);
    return at < text.length ? { fault: at } : { places };
  } catch (fault) {
    if (fault instanceof Fault) return { fault: fault.at };
    throw fault;
  }
}
