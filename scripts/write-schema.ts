// Writes schema/plimsoll.schema.json, which is generated, committed and checked by a test.
import { writeFileSync } from 'node:fs';
import { configJsonSchemaText } from '../src/config/json-schema.ts';

writeFileSync(new URL('../schema/plimsoll.schema.json', import.meta.url), configJsonSchemaText());
