import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { reportSchemaText } from '../../scripts/report-schema.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const validate = new Ajv2020({ strict: false }).compile(JSON.parse(reportSchemaText()));

describe('schema/report.schema.json', () => {
  it('says what the forms of reports say; write it anew with: npm run schema', () => {
    expect(read('schema/report.schema.json')).toBe(reportSchemaText());
  });

  it.each(['staging', 'plan', 'post'])('fits the sample %s, and not with something more or less in it', (kind) => {
    const sample = JSON.parse(read(`examples/reports/${kind}.json`));

    expect(validate(sample), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...sample, more_than_known: 1 })).toBe(false);
    expect(validate({ ...sample, kind: 'poem' })).toBe(false);
  });
});
