import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const PAGE = join(import.meta.dirname, '../../docs/explanation/threats.md');
const text = readFileSync(PAGE, 'utf8');
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (?:Attack|---)/.test(line))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));

describe('the table of threats', () => {
  it.each(rows)('names a test that is there, or says that it is not built yet: %s', (_, __, shown = '') => {
    const tests = [...shown.matchAll(/\]\(([^)#]+)\)/g)].map(([, link = '']) => join(dirname(PAGE), link));

    expect(tests.length > 0 || shown.includes('ot built yet')).toBe(true);
    for (const file of tests) {
      expect(existsSync(file), file).toBe(true);
      expect(file).toMatch(/\.test\.ts$/);
      expect(readFileSync(file, 'utf8')).toMatch(/\b(?:it|test)(?:\.each)?[(<]/);
    }
  });

  it('has every row of the attacks that we know of', () => {
    expect(rows.length).toBeGreaterThanOrEqual(22);
  });
});
