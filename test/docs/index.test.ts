import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const INDEX = 'docs/README.md';

/** The files of the tree that a page links, from the root. */
const linksIn = (page: string): readonly string[] =>
  [...readFileSync(join(ROOT, page), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, to = '']) =>
    join(dirname(page), to),
  );

const pages = ['how-to', 'reference', 'explanation'].flatMap((folder) =>
  readdirSync(join(ROOT, 'docs', folder)).map((name) => `docs/${folder}/${name}`),
);

it('every page is named on the page that lists all, so that a reader finds it', () => {
  expect(pages.length).toBeGreaterThan(20);
  expect(linksIn(INDEX)).toEqual(expect.arrayContaining(pages));
});

it.each([INDEX, 'README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', ...pages])(
  '%s links only what is there',
  (page) => {
    expect(linksIn(page).filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  },
);
