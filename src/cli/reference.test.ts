import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { program } from './program.ts';
import { cliReference } from './reference.ts';

const root = program(async () => undefined, '');

it('docs/reference/cli.md is what the program knows; write it anew with: npm run reference', () => {
  const written = readFileSync(new URL('../../docs/reference/cli.md', import.meta.url), 'utf8');

  expect(written).toBe(cliReference(root));
});

it('every command and every flag says what it does', () => {
  const all = [root, ...root.commands, ...root.commands.flatMap((command) => command.commands)];

  for (const command of all) {
    expect([command.name(), command.description()]).not.toEqual([command.name(), '']);
    for (const { flags, description } of command.options.filter((option) => !option.hidden))
      expect([command.name(), flags, description]).not.toEqual([command.name(), flags, '']);
  }
});
