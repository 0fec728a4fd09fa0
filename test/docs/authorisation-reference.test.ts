import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { authorisationReference } from '../../scripts/authorisation-reference.ts';

it('docs/reference/authorisation.md says what the tables say; write it anew with: npm run reference', () => {
  const page = new URL('../../docs/reference/authorisation.md', import.meta.url);

  expect(readFileSync(page, 'utf8')).toBe(authorisationReference());
});
