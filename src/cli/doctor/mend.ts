import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLine } from '../init/compare.ts';
import { IGNORED } from '../init/proposal.ts';
import type { Facts } from './facts.ts';
import { isTooOpen } from './findings/machine.ts';

/** Mends what can be mended without risk, and says what was done: the state folder's mode, and the line that ignores it. */
export async function mend(dir: string, { state, stateIgnored }: Facts): Promise<readonly string[]> {
  const done: string[] = [];
  if (isTooOpen(state)) {
    await chmod(state.path, 0o700);
    done.push(`chmod 700 ${state.path}`);
  }
  // A state folder elsewhere needs a line that only its owner can word.
  if (stateIgnored === false && state.path === join(dir, '.plimsoll')) {
    const file = join(dir, '.gitignore');
    const before = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    const after = withLine(before, IGNORED);
    if (after !== before) {
      await writeFile(file, after);
      done.push(`added ${IGNORED} to .gitignore`);
    }
  }
  return done;
}
