// Writes man/, which is generated, committed and checked by a test.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { manPages } from '../src/cli/man.ts';
import { modelOf } from '../src/cli/program/model.ts';
import { program } from '../src/cli/program.ts';

const folder = new URL('../man/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) rmSync(new URL(name, folder));
for (const { file, text } of manPages(modelOf(program(async () => undefined, ''))))
  writeFileSync(new URL(file, folder), text);
