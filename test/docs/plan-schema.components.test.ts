import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { planSchemaText } from '../../scripts/plan-schema.ts';

// The compiler reads the whole core for this, which takes it some seconds.
it('the committed schema of plan files is what the types say: npm run schema', () => {
  const committed = readFileSync(new URL('../../schema/plan.schema.json', import.meta.url), 'utf8');

  expect(committed).toBe(planSchemaText());
});
