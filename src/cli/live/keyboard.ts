import { StringDecoder } from 'node:string_decoder';
import type { ReadStream } from 'node:tty';

/** Keys as they are pressed, not shown by the terminal. Gives what ends the listening. */
export function listenToKeys(input: ReadStream, onKeys: (keys: string) => void): () => void {
  const decoder = new StringDecoder('utf8');
  const take = (bytes: Buffer): void => onKeys(decoder.write(bytes));
  input.setRawMode(true);
  input.on('data', take);
  input.resume();
  return () => {
    input.off('data', take);
    input.setRawMode(false);
    // Else it would keep the process alive.
    input.pause();
  };
}

/** Stops this process as Ctrl-Z does elsewhere, until a shell lets it go on. */
export function suspend(before: () => void, after: () => void): void {
  before();
  process.once('SIGCONT', after);
  process.kill(process.pid, 'SIGTSTP');
}
