import { blockOf, examplesAt, nameOf, remedyAt } from './issue-words.ts';
import type { Path, PathFault } from './problem/fault.ts';
import { quoted } from './problem/readable.ts';
import { isMap, valueAt, type Written } from './yaml/written.ts';

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a block of keys',
  record: 'a block of keys',
};

/** Says that a value is missing, empty or of another type than it must be. */
export function wrongType(path: Path, root: Written, expected: string): PathFault {
  const found = valueAt(root, path);
  const name = nameOf(path);
  if (found === undefined) {
    const message = `${name} is missing in ${blockOf(path.slice(0, -1))}`;
    return { path, on: 'value', code: 'missing-key', message, remedy: remedyAt(path) };
  }
  const wanted = TYPES[expected] ?? expected;
  if (isGateList(path) && isMap(found)) return gateAsMap(path, found);
  if (found === null) {
    return { path, on: 'value', code: 'empty-value', message: `${name} is empty`, remedy: remedyAt(path) };
  }
  const message = `${name} must be ${wanted}, not ${kindOf(found)}`;
  return { path, on: 'value', code: 'wrong-type', message, remedy: typeRemedy(path, found, expected) };
}

const isGateList = (path: Path): boolean => path.at(-2) === 'gates' && typeof path.at(-1) === 'number';

/** `- x < 1% and y: z` is a map for YAML, as every text with a colon and a space is. */
function gateAsMap(path: Path, found: Written): PathFault {
  const [key = ''] = isMap(found) ? Object.keys(found) : [];
  const message = `${quoted(`${key}: …`)} is a map, because of the colon, and not a gate`;
  return { path, on: 'value', code: 'gate-is-map', message, remedy: 'quote the gate, and write it without a colon' };
}

function kindOf(found: Written): string {
  if (typeof found === 'string') return `the text ${quoted(found)}`;
  if (typeof found === 'object') return Array.isArray(found) ? 'a list' : 'a block of keys';
  return typeof found === 'number' ? `the number ${found}` : `${found}`;
}

function typeRemedy(path: Path, found: Written, expected: string): string {
  const [example] = examplesAt(path);
  if (typeof found === 'number' && typeof example === 'string') {
    const unit = /^\d+([a-z%]+)$/.exec(example)?.[1];
    return unit === undefined ? `quote it: "${found}"` : `write it with its unit, such as ${found}${unit}`;
  }
  if (typeof found === 'boolean' && expected === 'string') return `quote it: "${found}"`;
  return remedyAt(path);
}
