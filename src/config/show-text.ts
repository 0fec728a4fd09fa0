import { stringify } from 'yaml';
import { type Path, pathText } from './problem/fault.ts';
import type { ResolvedConfig } from './show.ts';
import type { View } from './view.ts';

interface Line {
  readonly text: string;
  /** The single values that stand in the line. */
  readonly paths: readonly Path[];
}

/** Origins stand below each other, but not further out than this. */
const WIDEST = 70;

/** A resolved configuration as YAML that can be loaded again; with `withOrigins`, each line says where it came from. */
export function resolvedText(resolved: ResolvedConfig, { withOrigins }: { readonly withOrigins: boolean }): string {
  const lines = linesOf(resolved.config, [], '');
  if (!withOrigins) return lines.map(({ text }) => text).join('\n');
  const width = Math.min(WIDEST, Math.max(...lines.map(({ text }) => text.length)));
  return lines.map((line) => withOrigin(line, resolved, width)).join('\n');
}

function withOrigin({ text, paths }: Line, { origins }: ResolvedConfig, width: number): string {
  const found = [...new Set(paths.map((path) => origins[pathText(path)] ?? 'default'))];
  return found.length === 0 ? text : `${text.padEnd(width)}  # ${found.join(', ')}`;
}

function linesOf(view: View, path: Path, indent: string): readonly Line[] {
  if (Array.isArray(view)) return view.flatMap((item: View, index) => itemLines(item, [...path, index], indent));
  if (typeof view !== 'object' || view === null) return [{ text: `${indent}${scalar(view)}`, paths: [path] }];
  return Object.entries(view).flatMap(([key, inside]) => entryLines(scalar(key), inside, [...path, key], indent));
}

function entryLines(key: string, view: View, path: Path, indent: string): readonly Line[] {
  // What is not set cannot be written: it would be read as an empty value.
  if (view === null) return [{ text: `${indent}# ${key}: not set`, paths: [path] }];
  if (isShort(view)) return [{ text: `${indent}${key}: ${flow(view)}`, paths: pathsIn(view, path) }];
  return [{ text: `${indent}${key}:`, paths: [] }, ...linesOf(view, path, `${indent}  `)];
}

/** An item of a list: its first line carries the dash. */
function itemLines(view: View, path: Path, indent: string): readonly Line[] {
  const [first, ...rest] = linesOf(view, path, `${indent}  `);
  if (first === undefined) return [{ text: `${indent}- {}`, paths: [] }];
  return [{ ...first, text: `${indent}- ${first.text.slice(indent.length + 2)}` }, ...rest];
}

/** Single values, empty blocks, and lists of single values stand in one line. */
function isShort(view: View): boolean {
  if (typeof view !== 'object' || view === null) return true;
  const inside = Object.values(view);
  return inside.length === 0 || (Array.isArray(view) && inside.every((one) => typeof one !== 'object'));
}

const pathsIn = (view: View, path: Path): readonly Path[] =>
  Array.isArray(view)
    ? view.map((_, index) => [...path, index])
    : typeof view === 'object' && view !== null
      ? []
      : [path];

function flow(view: View): string {
  if (Array.isArray(view)) return `[${view.map((item: View) => flowScalar(item)).join(', ')}]`;
  return typeof view === 'object' && view !== null ? '{}' : scalar(view);
}

const scalar = (value: View | string): string => stringify(value, { lineWidth: 0, version: '1.2' }).trimEnd();

/** Inside a flow list more signs are special than outside. */
const flowScalar = (value: View): string => {
  const plain = scalar(value);
  return typeof value === 'string' && /[,[\]{}:#&*!|>'"%@`]/.test(value) ? JSON.stringify(value) : plain;
};
