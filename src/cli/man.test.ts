import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { manPages } from './man.ts';
import { leavesOf, modelOf } from './program/model.ts';
import { program } from './program.ts';

const FOLDER = new URL('../../man/', import.meta.url);
const model = modelOf(program(async () => undefined, ''));
const pages = manPages(model);

it('man/ holds what the program knows; write it anew with: npm run man', () => {
  expect(readdirSync(FOLDER).sort()).toEqual(pages.map(({ file }) => file).sort());
  for (const { file, text } of pages) expect([file, readFileSync(new URL(file, FOLDER), 'utf8')]).toEqual([file, text]);
});

it('has a page of the whole and one of each command', () => {
  const expected = leavesOf(model.commands).map(({ words }) => `plimsoll-${words.join('-')}.1`);

  expect(pages.map(({ file }) => file)).toEqual(['plimsoll.1', ...expected]);
});

it('no text of a command can steer the page', () => {
  const [command] = model.commands;
  if (command === undefined) throw new Error('there is no command');
  const hostile = { ...command, what: '.so /etc/passwd \\fBx', examples: [{ line: "'br -x", what: '.br' }] };

  const text = manPages({ ...model, commands: [hostile] }).find(({ file }) => file !== 'plimsoll.1')?.text ?? '';

  expect(text).toContain("\\&'br \\-x");
  expect(text).toContain('\\efBx');
  expect(text).not.toMatch(/^(?:\.so|\.br|'br)/m);
});
