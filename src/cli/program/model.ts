import type { Argument, Command, Option } from 'commander';
import { EXAMPLES, type Example } from './examples.ts';
import { GLOBAL_FLAGS } from './global-flags.ts';

/** A flag as help, reference, man pages and completion show it. */
export interface FlagModel {
  /** As it is written: `-o, --output <form>`. */
  readonly flags: string;
  readonly names: readonly string[];
  /** What its value is called; null takes none. */
  readonly value: string | null;
  readonly what: string;
  readonly choices: readonly string[];
  /** What holds without it, in words; null when that is plain. */
  readonly fallback: string | null;
  /** The variable that stands in for it. */
  readonly variable: string | null;
  readonly isCommon: boolean;
  readonly isRequired: boolean;
}

/** A word that a command takes beside its flags. */
export interface ArgumentModel {
  readonly name: string;
  readonly what: string;
  readonly choices: readonly string[];
  readonly isRequired: boolean;
  readonly isRepeated: boolean;
}

/** A command, or a group of them. */
export interface CommandModel {
  /** What is typed after `plimsoll`. */
  readonly words: readonly string[];
  readonly group: string;
  readonly what: string;
  readonly arguments: readonly ArgumentModel[];
  readonly flags: readonly FlagModel[];
  readonly examples: readonly Example[];
  /** The commands of a group; empty for a command. */
  readonly commands: readonly CommandModel[];
  /** Whether it does something itself. A group may, too. */
  readonly runs: boolean;
}

/** The whole command line as a value. */
export interface ProgramModel {
  readonly what: string;
  readonly globalFlags: readonly FlagModel[];
  readonly commands: readonly CommandModel[];
}

const HELP: FlagModel = {
  ...plain('-h, --help', ['-h', '--help'], 'show what it does, with examples'),
  isCommon: true,
};
const VERSION = plain('--version', ['--version'], 'print the version');

/** Makes the one model of the command line, from which help, reference, man pages and completion are written. */
export function modelOf(root: Command): ProgramModel {
  return {
    what: root.description(),
    globalFlags: [...root.options.map(globalFlag), HELP, VERSION],
    commands: visible(root).map((command) => commandModel(command, [], command.helpGroup().replace(/:$/, ''))),
  };
}

/** Every command that does something, in order: groups that do nothing themselves are left out, what is in them is not. */
export function leavesOf(commands: readonly CommandModel[]): readonly CommandModel[] {
  return commands.flatMap((one) => [...(one.runs ? [one] : []), ...leavesOf(one.commands)]);
}

/** The command that these words name, as far as they name one; undefined when the first does not. */
export function commandAt(model: ProgramModel, words: readonly string[]): CommandModel | undefined {
  let found: CommandModel | undefined;
  for (const [index, word] of words.entries()) {
    const next = (found?.commands ?? model.commands).find((one) => one.words[index] === word);
    if (next === undefined) return found;
    found = next;
  }
  return found;
}

/** The arguments of a command as they are written: `<id> [answer]`. */
export const placesOf = ({ arguments: all }: CommandModel): readonly string[] =>
  all.map(({ name, isRequired, isRepeated }) => {
    const shown = isRepeated ? `${name}...` : name;
    return isRequired ? `<${shown}>` : `[${shown}]`;
  });

const visible = (command: Command): readonly Command[] =>
  command.commands.filter((one) => !(one as unknown as { readonly _hidden: boolean })._hidden);

function commandModel(command: Command, before: readonly string[], group: string): CommandModel {
  const words = [...before, command.name()];
  return {
    words,
    group,
    what: command.description(),
    arguments: command.registeredArguments.map(argumentModel),
    flags: command.options.filter((option) => !option.hidden).map(ownFlag),
    examples: EXAMPLES[words.join(' ')] ?? [],
    commands: visible(command).map((one) => commandModel(one, words, group)),
    runs: runs(command),
  };
}

/** Whether a command does something when it is named without another behind it. */
export const runs = (command: Command): boolean =>
  (command as unknown as { readonly _actionHandler: unknown })._actionHandler !== null;

const argumentModel = (argument: Argument): ArgumentModel => ({
  name: argument.name(),
  what: argument.description,
  choices: argument.argChoices ?? [],
  isRequired: argument.required,
  isRepeated: argument.variadic,
});

function globalFlag(option: Option): FlagModel {
  const row = GLOBAL_FLAGS.find(({ flags }) => flags === option.flags);
  const known = flagModel(option);
  if (row === undefined) return known;
  return { ...known, fallback: row.fallback, variable: row.variable, isCommon: row.isCommon };
}

const ownFlag = (option: Option): FlagModel => ({ ...flagModel(option), isCommon: true });

function flagModel(option: Option): FlagModel {
  const names = [option.short, option.long].filter((name): name is string => typeof name === 'string');
  return {
    ...plain(option.flags, names, option.description),
    value: /[<[]([^>\]]+)[>\]]/.exec(option.flags)?.[1] ?? null,
    choices: option.argChoices ?? [],
    fallback: fallbackOf(option),
    variable: option.envVar ?? null,
    isRequired: option.mandatory,
  };
}

function fallbackOf({ defaultValue, negate }: Option): string | null {
  const isPlain = defaultValue === undefined || typeof defaultValue === 'boolean' || String(defaultValue) === '';
  return isPlain || negate ? null : String(defaultValue);
}

function plain(flags: string, names: readonly string[], what: string): FlagModel {
  return {
    flags,
    names,
    value: null,
    what,
    choices: [],
    fallback: null,
    variable: null,
    isCommon: false,
    isRequired: false,
  };
}
