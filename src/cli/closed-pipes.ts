import { writeSync } from 'node:fs';

/**
 * Whoever read our output may leave, as `head` does: what is recorded decides the exit code, so that is no failure. Output that
 * cannot be written for another reason, as on a full disk, is one: it is said in a line, and the exit code is 1.
 */
export function surviveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') giveUp(error);
    });
  }
}

function giveUp({ message }: Error): never {
  const text = `error[output-unwritable] the output cannot be written: ${message}\n next: Make room where it goes, then look: plimsoll status\n`;
  try {
    writeSync(2, text);
  } catch {
    // Then nobody hears it; the exit code is left.
  }
  process.exit(1);
}
