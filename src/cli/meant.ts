import type { Command } from 'commander';
import type { GlobalOptions } from './invocation.ts';

/** What a command line says without being understood as a whole: which command is meant, how to answer, and what is asked of us ourselves. */
export interface Meant {
  readonly command: Command;
  /** The words of the command, as a person types them after `plimsoll`; empty when none was known. */
  readonly name: string;
  readonly options: GlobalOptions;
  /** `-h` wins wherever it stands, and so does `help` as the first word. */
  readonly isHelp: boolean;
  readonly isVersion: boolean;
}

/** Reads of a command line what can be read without trusting its order. */
export function meantBy(root: Command, argv: readonly string[]): Meant {
  const end = argv.indexOf('--');
  const written = end === -1 ? argv : argv.slice(0, end);
  const { command, words } = commandIn(root, written);
  const output = outputAsked(written);
  return {
    command,
    name: words.join(' '),
    options: { ...(output === undefined ? {} : { output }), json: written.includes('--json') },
    isHelp: written.includes('-h') || written.includes('--help') || written[0] === 'help',
    isVersion: written.includes('--version'),
  };
}

/** The command of a line: its words, whatever flags stand between them. */
export function commandIn(
  root: Command,
  argv: readonly string[],
): { readonly command: Command; readonly words: readonly string[] } {
  let command = root;
  const words: string[] = [];
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    if (word.startsWith('-')) {
      if (takesNext(root, command, word)) at += 1;
      continue;
    }
    const found = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
    if (found === undefined) continue;
    command = found;
    words.push(found.name());
  }
  return { command, words };
}

/** Whether the value of a flag is the word after it: it is no command then. */
function takesNext(root: Command, command: Command, word: string): boolean {
  const flag = [...root.options, ...command.options].find(({ short, long }) => word === short || word === long);
  return flag !== undefined && (flag.required || flag.optional);
}

function outputAsked(argv: readonly string[]): string | undefined {
  for (const [index, word] of argv.entries()) {
    if (word === '-o' || word === '--output') return argv[index + 1];
    if (word.startsWith('--output=')) return word.slice('--output='.length);
    if (/^-o./.test(word)) return word.slice(2);
  }
  return undefined;
}
