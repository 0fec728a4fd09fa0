import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { EXIT } from './exit.ts';
import { EXIT_WORDS } from './exit-words.ts';

it('every exit code has its words, in order', () => {
  const told = EXIT_WORDS.flatMap(([codes]) => codes.split(' / ').map(Number));

  expect(told.toSorted((one, other) => one - other)).toEqual(Object.values(EXIT).toSorted((one, other) => one - other));
});

it('docs/reference/exit-codes.md says the same', () => {
  const page = readFileSync(new URL('../../docs/reference/exit-codes.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| ([\d /]+) \| (.*) \|$/gm)].map(([, codes, words]) => [
    codes,
    words?.replaceAll("'", '’'),
  ]);

  expect(rows).toEqual(EXIT_WORDS.map(([codes, words]) => [codes, words]));
});
