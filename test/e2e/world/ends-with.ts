import { expect } from 'vitest';
import type { Commands } from './commands.ts';
import { documentOf, resultOf } from './document.ts';

/** Runs a command in a form for programs, and holds exit code and output to it. */
export async function endsWith(
  commands: Commands,
  command: string,
  args: string,
  exit: number,
  form: 'json' | 'ndjson',
): Promise<void> {
  const ran = await commands.run(...args.split(' '), '-o', form);
  const document = form === 'json' ? documentOf(ran, command) : resultOf(ran, command);
  expect([args, document.exit, ran.err]).toEqual([args, exit, ran.err]);
}
