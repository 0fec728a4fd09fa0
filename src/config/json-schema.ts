import { z } from 'zod';
import { Config } from './schema.ts';

/** The JSON Schema of `plimsoll.yaml`, draft-07, which is what YAML editors read. */
export function configJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(Config, { target: 'draft-07', io: 'input' });
  return { ...schema, title: 'plimsoll.yaml, version 1' };
}

/** The schema as the text of `schema/plimsoll.schema.json`. */
export const configJsonSchemaText = (): string => `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
