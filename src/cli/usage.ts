import type { Command, CommanderError } from 'commander';
import { EXIT } from './exit.ts';
import type { GlobalOptions } from './invocation.ts';
import type { Outcome } from './outcome.ts';

/** What a command line that cannot be parsed still says: which command was meant, how to answer, and whether help was asked for. */
export interface Meant {
  readonly command: Command;
  /** The words of the command, as a person types them after `plimsoll`; empty when none was known. */
  readonly name: string;
  readonly options: GlobalOptions;
  readonly isHelp: boolean;
}

/** Reads of a command line what can be read without trusting its order. */
export function meantBy(root: Command, argv: readonly string[]): Meant {
  let command = root;
  const words: string[] = [];
  for (const word of argv) {
    const found = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
    if (found === undefined) continue;
    command = found;
    words.push(word);
  }
  const output = outputAsked(argv);
  return {
    command,
    name: words.join(' '),
    options: { ...(output === undefined ? {} : { output }), json: argv.includes('--json') },
    isHelp: argv.includes('-h') || argv.includes('--help'),
  };
}

function outputAsked(argv: readonly string[]): string | undefined {
  for (const [index, word] of argv.entries()) {
    if (word === '-o' || word === '--output') return argv[index + 1];
    if (word.startsWith('--output=')) return word.slice('--output='.length);
    if (/^-o./.test(word)) return word.slice(2);
  }
  return undefined;
}

/** A command line that was not understood, as the outcome of a command. */
export function usageFailure(error: CommanderError, { command, name }: Meant): Outcome {
  const help = `plimsoll ${name === '' ? '' : `${name} `}--help`;
  const errors = [usageProblem(error, command, name, help)];
  return {
    exit: EXIT.usage,
    text: '',
    data: {},
    errors,
    next: [{ command: help, why: 'what it takes, with examples' }],
  };
}

function usageProblem(error: CommanderError, command: Command, name: string, help: string) {
  // Commander says by this code that a group was named and none of its commands.
  if (error.code === 'commander.help') {
    const known = command.commands.map((one) => one.name()).join(', ');
    return { code: 'usage', message: `${name || 'plimsoll'} needs a command: ${known}`, remedy: help };
  }
  const [said = '', ...hints] = error.message.replace(/^error: /, '').split('\n');
  const hint = hints.join(' ').trim();
  const nearest = /^\(Did you mean ([a-z-]+)\?\)$/.exec(hint)?.[1];
  const isCommand = error.code === 'commander.unknownCommand' && nearest !== undefined;
  const remedy = isCommand ? ['plimsoll', name, nearest, '--help'].filter((word) => word !== '').join(' ') : help;
  return { code: 'usage', message: hint === '' ? said : `${said} ${hint}`, remedy };
}
