import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { errorsInSource, type MadeError } from '../../scripts/error-codes.ts';
import { codesIn, errorReference } from '../../scripts/error-reference.ts';

const PAGE = new URL('../../docs/reference/errors.md', import.meta.url);

let errors: readonly MadeError[];
beforeAll(() => {
  errors = errorsInSource();
});

it('finds errors in every way in which the source makes them', () => {
  const codes = new Set(errors.map(({ code }) => code));

  // A refusal of the core, a problem as an object, one by a function of its own, and codes that are put together.
  for (const code of ['environment-held', 'no-terminal', 'rollback-triggered', 'journal-full', 'duplicate-key'])
    expect(codes).toContain(code);
  expect(codes.size).toBeGreaterThan(200);
});

it('docs/reference/errors.md names every code that the source makes and no other; write it anew with: npm run reference', () => {
  const named = new Set(codesIn(readFileSync(PAGE, 'utf8')));
  const made = new Set(errors.map(({ code }) => code));

  expect([...made].filter((code) => !named.has(code))).toEqual([]);
  expect([...named].filter((code) => !made.has(code))).toEqual([]);
});

it('every error says what is wrong and what to do, or gives the words of what it passes on', () => {
  const page = errorReference(errors);

  expect(codesIn(page).length).toBeGreaterThan(200);
  for (const row of page.split('\n').filter((line) => line.startsWith('| `'))) expect(row).not.toMatch(/\| +\|/);
});
