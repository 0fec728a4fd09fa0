import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ComparedFile } from './compare.ts';

/** What may be written: what is new, and with `force` also what differs. */
export const writable = (files: readonly ComparedFile[], force: boolean): readonly ComparedFile[] =>
  files.filter(({ state }) => state === 'new' || state === 'added-to' || (force && state === 'differs'));

/** Writes a file as it was shown. A new one that somebody else has made meanwhile is not written over. */
export async function write(file: ComparedFile): Promise<void> {
  await mkdir(dirname(file.path), { recursive: true });
  switch (file.state) {
    case 'new':
      return writeFile(file.path, file.text, { flag: 'wx' });
    case 'added-to':
      return appendFile(file.path, addition(file));
    case 'differs':
      return writeFile(file.path, file.text);
    case 'same':
      return;
  }
}

// The last line of the diff is what comes; the end of the line before it may be missing in the file.
const addition = ({ text, diff }: ComparedFile): string => {
  const line = text.slice(text.lastIndexOf('\n', text.length - 2) + 1);
  return diff.includes('\\ No newline at end of file') ? `\n${line}` : line;
};
