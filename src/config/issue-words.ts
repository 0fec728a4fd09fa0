import { z } from 'zod';
import type { Path } from './problem/fault.ts';
import { knownKeys, schemaAt } from './schema-at.ts';

/** What a path leads to, for messages: its last key, or which entry of it. */
export const nameOf = (path: Path): string => {
  const name = path.findLast((part) => typeof part === 'string') ?? 'the file';
  const last = path.at(-1);
  return typeof last === 'number' ? `entry ${last + 1} of ${name}` : name;
};

/** The block that a path lies in, for messages. */
export const blockOf = (path: Path): string => (path.length === 0 ? 'the file' : nameOf(path));

/** What the schema shows as examples of a value. */
export function examplesAt(path: Path): readonly unknown[] {
  const schema = schemaAt(path);
  const examples = schema === undefined ? undefined : z.globalRegistry.get(schema as z.core.$ZodType)?.examples;
  return Array.isArray(examples) ? examples : [];
}

/** What to write at a path, from the example that its schema shows. */
export function remedyAt(path: Path): string {
  const key = path.at(-1);
  const [example] = examplesAt(path);
  if (example === undefined) {
    const keys = knownKeys(path);
    return keys.length === 0
      ? 'see what may stand here: plimsoll config schema'
      : `write a block with ${keys.join(', ')}`;
  }
  const text = flow(example);
  return typeof key === 'string' ? `write  ${key}: ${text}` : `write an entry such as ${text}`;
}

/** A value as it stands in one line of the file. */
function flow(example: unknown): string {
  if (Array.isArray(example)) return `[${example.map(flow).join(', ')}]`;
  if (typeof example !== 'object' || example === null) return String(example);
  return `{ ${Object.entries(example)
    .map(([key, value]) => `${key}: ${flow(value)}`)
    .join(', ')} }`;
}
