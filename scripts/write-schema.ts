// Writes schema/*.json, which are generated, committed and checked by tests.
import { writeFileSync } from 'node:fs';
import { configJsonSchemaText } from '../src/config/json-schema.ts';
import { planSchemaText } from './plan-schema.ts';
import { reportSchemaText } from './report-schema.ts';

writeFileSync(new URL('../schema/plimsoll.schema.json', import.meta.url), configJsonSchemaText());
writeFileSync(new URL('../schema/plan.schema.json', import.meta.url), planSchemaText());
writeFileSync(new URL('../schema/report.schema.json', import.meta.url), reportSchemaText());
