import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readReport } from './read-report.ts';
import { markdownOf } from './write.ts';

const sample = (file: string): string =>
  readFileSync(new URL(`../../examples/reports/${file}`, import.meta.url), 'utf8');

describe('the seed’s three reports', () => {
  it.each(['staging', 'plan', 'post'])('%s.json gives %s.md, character for character', (name) => {
    const report = readReport(sample(`${name}.json`));
    if (!('kind' in report)) throw new Error(JSON.stringify(report));

    expect(markdownOf(report)).toBe(sample(`${name}.md`));
  });

  it.each([
    ['staging', 'performance.figures.0.current', 44],
    ['plan', 'stages.1.weight', 26],
    ['post', 'metrics.0.after', 0.0012],
  ])('%s.json with another %s gives other words', (name, at, value) => {
    const model = JSON.parse(sample(`${name}.json`)) as Record<string, unknown>;
    const keys = at.split('.');
    const last = keys.pop() ?? '';
    const holder = keys.reduce<Record<string, unknown>>((inner, key) => inner[key] as Record<string, unknown>, model);
    holder[last] = value;
    const report = readReport(JSON.stringify(model));

    expect('kind' in report && markdownOf(report)).not.toBe(sample(`${name}.md`));
  });
});

describe('a report that is read', () => {
  it.each([
    ['no JSON', '{', 'is no JSON', ''],
    ['another kind', '{"schema":"plimsoll.report/v1","kind":"poem"}', 'Invalid discriminator value', 'kind'],
    ['a key too many', sample('post.json').replace('"after"', '"later": 1, "after"'), 'Unrecognized key: "later"', ''],
    ['a text for a number', sample('plan.json').replace('5,', '"5",'), 'Invalid input', 'stages.0.weight'],
    ['deep nesting', `${'['.repeat(40)}${']'.repeat(40)}`, 'is nested deeper than 32', ''],
  ])('with %s says what is wrong, and where', (_, text, message, at) => {
    expect(readReport(text)).toEqual([expect.objectContaining({ message: expect.stringContaining(message), at })]);
  });
});
