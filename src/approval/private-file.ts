import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Refusal, refuse } from '../core/kernel/refusal.ts';

const LARGEST = 16 * 1024;

/** Creates a file that only its owner may read. One that is there stays as it is: the answer is a refusal. */
export async function createPrivateFile(file: string, text: string): Promise<Refusal | null> {
  const flags = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW;
  try {
    const handle = await open(file, flags, 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await syncFolder(dirname(file));
    return null;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') {
      return refuse('key-file-exists', `${file} is there already`, 'Choose another file; a key is never written over');
    }
    return refuse('key-file-unwritable', `${file} cannot be written (${codeOf(error)})`, 'Choose a folder of your own');
  }
}

/** The text of a file that is no link and that nobody else can read. */
export async function readPrivateFile(file: string): Promise<{ readonly text: string } | Refusal> {
  let handle: FileHandle;
  try {
    handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    return refuseUnopened(file, codeOf(error));
  }
  try {
    // Asked of the open file: what stands under the name may be another one by now.
    return (await refuseExposed(file, handle)) ?? { text: await handle.readFile('utf8') };
  } finally {
    await handle.close();
  }
}

async function refuseExposed(file: string, handle: FileHandle): Promise<Refusal | null> {
  const found = await handle.stat();
  const { mode, uid, nlink, size } = found;
  if (!found.isFile()) return refuse('key-file-unreadable', `${file} is no file`, 'Name the key file itself');
  if (nlink !== 1) return refuseLink(file);
  if (uid !== process.geteuid?.()) {
    return refuse('key-file-of-another', `${file} belongs to another account`, 'Use a key of your own');
  }
  if ((mode & 0o177) !== 0) {
    const shown = (mode & 0o777).toString(8).padStart(4, '0');
    return refuse('key-file-exposed', `${file} has mode ${shown}, not 0600`, `Run: chmod 600 ${quoted(file)}`);
  }
  return size <= LARGEST ? null : refuse('key-file-unreadable', `${file} is no key file`, 'Name the key file itself');
}

function refuseUnopened(file: string, code: string): Refusal {
  if (code === 'ELOOP' || code === 'EMLINK') return refuseLink(file);
  if (code === 'ENOENT') {
    return refuse('key-file-missing', `There is no ${file}`, 'Make a key: plimsoll approver add --key --name NAME');
  }
  return refuse(
    'key-file-unreadable',
    `${file} cannot be read (${code})`,
    'Look at its owner and mode: it must be 0600',
  );
}

const refuseLink = (file: string): Refusal =>
  refuse('key-file-is-link', `${file} is a link`, 'Name the key file itself, and have it once');

/** A path that a shell takes as one word. */
const quoted = (file: string): string => (/^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", `'\\''`)}'`);

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
