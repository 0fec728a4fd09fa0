import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { answerShapes } from '../../scripts/answer-shapes.ts';
import { openApiDocument } from '../../src/server/openapi/document.ts';

// Reads the source with the compiler, which takes many seconds: the rest of the document is compared in the quick suite.
it('schema/openapi.json has the shapes of answers that the types say; write it anew with: npm run schema', () => {
  const file = new URL('../../schema/openapi.json', import.meta.url);

  expect(`${JSON.stringify(openApiDocument(answerShapes()), null, 1)}\n`).toBe(readFileSync(file, 'utf8'));
});
