import { expect } from 'vitest';
import { documentOf, resultOf } from './document.ts';
import { plimsoll } from './program.ts';

/** Runs a command in a form for programs, and holds exit code and output to it. */
export async function endsWith(
  dir: string,
  command: string,
  args: string,
  exit: number,
  form: 'json' | 'ndjson',
): Promise<void> {
  const ran = await plimsoll(dir, ...args.split(' '), '-o', form);
  const document = form === 'json' ? documentOf(ran, command) : resultOf(ran, command);
  expect([args, document.exit, ran.err]).toEqual([args, exit, ran.err]);
}
