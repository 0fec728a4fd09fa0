import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const prompt = read('prompts/deployment.md');
/** What the prompt asks for: every point of its lists but those of the strategies' own blocks. */
const instructions = prompt
  .replaceAll(/```[\s\S]*?```/g, '')
  .split('\n')
  .filter((line) => line.startsWith('- '))
  .map((line) => line.slice(2));
const rows = read('docs/explanation/prompt.md')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| The prompt says'))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));

describe('the table of the deployment prompt', () => {
  it('has a row for every instruction, in the prompt’s own words and order, and no other', () => {
    expect(instructions.length).toBeGreaterThan(25);
    expect(rows.map(([says]) => says)).toEqual(instructions);
  });

  it.each(rows)('%s: %s: its test is there', (_, __, shown = '') => {
    const [, file = '', title = ''] = /^`([^`]+)`: (.+)$/.exec(shown) ?? [];

    expect(read(file)).toContain(title);
  });
});
