import { writeFileSync } from 'node:fs';
import { modelOf } from '../src/cli/program/model.ts';
import { program } from '../src/cli/program.ts';
import { cliReference } from '../src/cli/reference.ts';

const nothing = async (): Promise<void> => undefined;
writeFileSync(new URL('../docs/reference/cli.md', import.meta.url), cliReference(modelOf(program(nothing, ''))));
