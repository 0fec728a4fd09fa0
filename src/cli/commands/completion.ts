import { readFile } from 'node:fs/promises';
import { type Shell, scriptFile } from '../completion/shells.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';

/** The script that teaches a shell to complete. */
export async function completion(shell: Shell): Promise<Outcome> {
  const script = await readFile(scriptFile(shell), 'utf8');
  return { exit: EXIT.good, text: script.trimEnd(), data: { shell, script } };
}
