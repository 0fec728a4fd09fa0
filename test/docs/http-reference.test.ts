import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { httpReference } from '../../scripts/http-reference.ts';

it('docs/reference/http-api.md says what routes and operations say; write it anew with: npm run reference', () => {
  const page = new URL('../../docs/reference/http-api.md', import.meta.url);

  expect(readFileSync(page, 'utf8')).toBe(httpReference());
});
