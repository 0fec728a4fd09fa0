import type { z } from 'zod';
import type { Path } from './problem/fault.ts';
import { Config } from './schema.ts';

type AnySchema = z.core.$ZodTypes;

/** The part of the schema that a path leads to, without what only says that it may be absent; undefined where nothing is known. */
export function schemaAt(path: Path): AnySchema | undefined {
  let schema: AnySchema | undefined = bare(Config as AnySchema);
  for (const part of path) {
    if (schema === undefined) return undefined;
    schema = inner(schema, part);
  }
  return schema;
}

/** The keys that a block may have, in the order in which they are described. */
export function knownKeys(path: Path): readonly string[] {
  const schema = blockOf(schemaAt(path));
  return schema?._zod.def.type === 'object' ? Object.keys(schema._zod.def.shape) : [];
}

function inner(schema: AnySchema, part: string | number): AnySchema | undefined {
  const def = schema._zod.def;
  if (def.type === 'union') {
    const block = blockOf(schema);
    return block === undefined ? undefined : inner(block, part);
  }
  if (def.type === 'array') return bare(def.element as AnySchema);
  if (def.type === 'record') return bare(def.valueType as AnySchema);
  if (def.type !== 'object' || !Object.hasOwn(def.shape, part)) return undefined;
  return bare(def.shape[part] as AnySchema);
}

/** The block among the ways in which a value may be written. */
function blockOf(schema: AnySchema | undefined): AnySchema | undefined {
  const def = schema?._zod.def;
  if (def?.type !== 'union') return schema;
  return def.options.map((option) => bare(option as AnySchema)).find((option) => option._zod.def.type === 'object');
}

/** The schema of what is written: without defaults, and before anything is made of it. */
function bare(schema: AnySchema): AnySchema {
  const def = schema._zod.def;
  if (def.type === 'optional' || def.type === 'prefault' || def.type === 'default')
    return bare(def.innerType as AnySchema);
  return def.type === 'pipe' ? bare(def.in as AnySchema) : schema;
}
