import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const rows = read('docs/reference/acceptance.md')
  .split('\n')
  .filter((line) => line.startsWith('| **'))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));

describe('the table of acceptance checks', () => {
  it('has a row for each of the nine', () => {
    const checks = new Set(rows.map(([check = '']) => /^\*\*(\d)\*\*/.exec(check)?.[1]));

    expect([...checks]).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9']);
  });

  it.each(rows)('%s: its test is there', (_, shown = '') => {
    const [, file = '', title = ''] = /^`([^`]+)`: (.+)$/.exec(shown) ?? [];

    expect(read(file)).toContain(title);
  });
});
