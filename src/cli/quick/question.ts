import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What a quick answer needs to know. */
export interface Question {
  /** The socket of the control plane. */
  readonly socket: string;
  /** Null: the newest of each unit and environment. */
  readonly id: string | null;
}

/** A value that could be taken for something else is read by the whole program. */
const PLAIN = /^[A-Za-z0-9._/][A-Za-z0-9._/-]*$/;

/**
 * `status [ID] -o json [-C DIR]` and nothing else, where no variable and no file of ours says otherwise and a control plane has
 * left word of its socket. Anything else is null: the whole program reads it, and says what is wrong with it.
 */
export function questionIn(argv: readonly string[], env: NodeJS.ProcessEnv): Question | null {
  const said = Object.keys(env).filter((name) => name.startsWith('PLIMSOLL_'));
  if (said.some((name) => name !== 'PLIMSOLL_DATA')) return null;
  const words = wordsOf(argv.slice(1));
  if (words === null || !words.isJson || words.ids.length > 1) return null;
  const dir = resolve(words.dir);
  if (hasServer(join(dir, 'plimsoll.yaml'))) return null;
  const socket = textOf(join(resolve(dir, env.PLIMSOLL_DATA || '.plimsoll'), 'control.sock.path')).trim();
  return socket === '' ? null : { socket, id: words.ids[0] ?? null };
}

interface Words {
  readonly isJson: boolean;
  readonly dir: string;
  readonly ids: readonly string[];
}

function wordsOf(argv: readonly string[]): Words | null {
  let isJson = false;
  let dir = '.';
  const ids: string[] = [];
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    const value = argv[at + 1] ?? '';
    if (word === '--json') {
      isJson = true;
    } else if (word === '-o' && value === 'json') {
      isJson = true;
      at += 1;
    } else if (word === '-C' && PLAIN.test(value)) {
      dir = value;
      at += 1;
    } else if (PLAIN.test(word)) {
      ids.push(word);
    } else {
      return null;
    }
  }
  return { isJson, dir, ids };
}

// A control plane that the file names is another one than this folder's.
const hasServer = (file: string): boolean => /^\s*["']?server/m.test(textOf(file));

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
