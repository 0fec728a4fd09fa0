import type { Path, PathFault } from '../problem/fault.ts';
import { keysAt, textAt, valueAt, type Written } from '../yaml/written.ts';

/** What one type of a block has of its own. */
export interface TypeOfBlock {
  /** Keys that no other type has, but those that list them too. */
  readonly keys: readonly string[];
  /** Of these, what it cannot do without, and what to write. */
  readonly needs?: readonly (readonly [key: string, remedy: string])[];
}

/** A kind of block that comes in several types, each with keys of its own. */
export interface TypedBlock {
  /** As messages call it: `router`. */
  readonly kind: string;
  /** The type where none is written. */
  readonly fallback: string;
  readonly types: Readonly<Record<string, TypeOfBlock>>;
}

/** A block has the keys of its own type and all that it needs; a type that is not known is for others to refuse. */
export function checkKeysOfType(root: Written, path: Path, block: TypedBlock): readonly PathFault[] {
  const name = textAt(root, [...path, 'type']) ?? block.fallback;
  const type = Object.hasOwn(block.types, name) ? block.types[name] : undefined;
  if (type === undefined) return [];
  const strange = keysAt(root, path).flatMap((key): readonly PathFault[] => {
    if (type.keys.includes(key)) return [];
    const owners = Object.keys(block.types).filter((one) => block.types[one]?.keys.includes(key));
    if (owners.length === 0) return [];
    const message = `${key} belongs to ${owners.join(' and ')}, and this is ${name}`;
    const remedy = `take it out, or write  type: ${owners[0]}`;
    return [{ path: [...path, key], on: 'key', code: `key-of-another-${block.kind}`, message, remedy }];
  });
  const missing = (type.needs ?? [])
    .filter(([key]) => valueAt(root, [...path, key]) === undefined)
    .map(([key, remedy]): PathFault => {
      const message = `${key} is missing: ${article(block.kind)} ${block.kind} of type ${name} needs it`;
      return { path: [...path, key], on: 'value', code: 'missing-key', message, remedy };
    });
  return [...strange, ...missing];
}

const article = (word: string): string => (/^[aeiou]/.test(word) ? 'an' : 'a');
