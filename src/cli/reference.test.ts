import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { modelOf } from './program/model.ts';
import { program } from './program.ts';
import { cliReference } from './reference.ts';

const model = modelOf(program(async () => undefined, ''));

it('docs/reference/cli.md is what the program knows; write it anew with: npm run reference', () => {
  const written = readFileSync(new URL('../../docs/reference/cli.md', import.meta.url), 'utf8');

  expect(written).toBe(cliReference(model));
});
