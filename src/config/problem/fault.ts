/** Where something stands in the file: the keys and positions that lead to it from the root. */
export type Path = readonly (string | number)[];

/** A stretch of the file: [start, end), in UTF-16 units. */
export type Range = readonly [start: number, end: number];

/** Something wrong with the file, in words. */
export interface Fault {
  /** Stable, lower-kebab; programs may rely on it. */
  readonly code: string;
  readonly message: string;
  /** What to write instead, as an instruction. */
  readonly remedy: string;
  /** A few words to stand behind the caret; absent when the message says it all. */
  readonly label?: string;
}

/** A fault at a place of the configuration. What is missing lies at the nearest place that is there. */
export interface PathFault extends Fault {
  readonly path: Path;
  /** Whether the key is wrong or what stands behind it. */
  readonly on: 'key' | 'value';
  /** The part of the text value that is wrong; absent: all of it. */
  readonly part?: { readonly start: number; readonly length: number };
}

/** A fault at a stretch of the file; null: the file as a whole. */
export interface PlacedFault extends Fault {
  readonly range: Range | null;
  /** Another stretch that belongs to it and stands further up. */
  readonly earlier?: { readonly range: Range; readonly label: string };
}

/** One text for a path, to look it up by. No key holds the sign that joins. */
export const pathKey = (path: Path): string => path.join('\u0000');

/** A path as people write it: `environments.production.rollout.stages[0].weight`. */
export const pathText = (path: Path): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');

/** Whether a path leads to another or to something inside it. */
export const isWithin = (path: Path, outer: Path): boolean => outer.every((part, index) => path[index] === part);
