import {
  type ArgumentModel,
  type CommandModel,
  commandAt,
  type FlagModel,
  type ProgramModel,
} from '../program/model.ts';

/** What could be typed next. */
export interface Candidate {
  readonly value: string;
  readonly what: string;
}

/** What only the world knows: it is asked for when it is needed. */
export type Live = 'deployments' | 'environments' | 'units' | 'files' | 'folders' | 'zones';

/** What could stand where the cursor is: words that are known, and what has to be looked up; both behind a prefix. */
export interface Suggestion {
  readonly words: readonly Candidate[];
  readonly live: Live | null;
  /** What of the word under the cursor is settled, such as `--output=`. */
  readonly prefix: string;
}

const NOTHING: Suggestion = { words: [], live: null, prefix: '' };

/** Says what could be typed in place of the last word, which may be empty. The words come after `plimsoll`. */
export function suggest(model: ProgramModel, line: readonly string[]): Suggestion {
  const before = line.slice(0, -1);
  const current = line.at(-1) ?? '';
  const { words, rest, pending } = read(model, before);
  const command = commandAt(model, words);
  if (pending !== undefined) return valueFor(pending, '');
  const flagName = /^(--[\w-]+)=/.exec(current)?.[1];
  if (flagName !== undefined) {
    const flag = flagsAt(model, command).find(({ names }) => names.includes(flagName));
    return flag?.value == null ? NOTHING : valueFor(flag, `${flagName}=`);
  }
  if (current.startsWith('-')) return { ...NOTHING, words: flagCandidates(model, command, before) };
  const inside = command?.commands ?? (rest.length === 0 ? model.commands : []);
  const argument = command === undefined ? undefined : argumentAt(command, rest.length);
  const suggested = argument === undefined ? NOTHING : valueOfArgument(argument);
  if (inside.length === 0 || rest.length > 0) return suggested;
  const commands = inside.map((one) => ({ value: one.words.at(-1) ?? '', what: one.what }));
  return { ...suggested, words: [...commands, ...suggested.words] };
}

interface Reading {
  /** The words of the command. */
  readonly words: readonly string[];
  /** What was given beside flags and command. */
  readonly rest: readonly string[];
  /** The flag whose value comes next. */
  readonly pending: FlagModel | undefined;
}

function read(model: ProgramModel, before: readonly string[]): Reading {
  const words: string[] = [];
  const rest: string[] = [];
  let pending: FlagModel | undefined;
  for (const word of before) {
    const command = commandAt(model, words);
    if (pending !== undefined) {
      pending = undefined;
    } else if (word.startsWith('-')) {
      const flag = flagsAt(model, command).find(({ names }) => names.includes(word));
      pending = flag?.value == null ? undefined : flag;
    } else if ((command?.commands ?? model.commands).some((one) => one.words.at(-1) === word) && rest.length === 0) {
      words.push(word);
    } else {
      rest.push(word);
    }
  }
  return { words, rest, pending };
}

const flagsAt = (model: ProgramModel, command: CommandModel | undefined): readonly FlagModel[] => [
  ...(command?.flags ?? []),
  ...model.globalFlags,
];

/** Long names, without those that were given already. */
function flagCandidates(
  model: ProgramModel,
  command: CommandModel | undefined,
  before: readonly string[],
): readonly Candidate[] {
  const open = flagsAt(model, command).filter(({ names }) => !names.some((name) => before.includes(name)));
  return open.map(({ names, what }) => ({ value: names.at(-1) ?? '', what }));
}

function argumentAt({ arguments: all }: CommandModel, at: number): ArgumentModel | undefined {
  const last = all.at(-1);
  return all[at] ?? (last?.isRepeated === true ? last : undefined);
}

function valueFor(flag: FlagModel, prefix: string): Suggestion {
  const words = flag.choices.map((value) => ({ value, what: '' }));
  return { words, live: flag.choices.length > 0 ? null : liveOf(flag.names.at(-1) ?? '', flag.value ?? ''), prefix };
}

function valueOfArgument({ name, choices }: ArgumentModel): Suggestion {
  if (choices.length > 0) return { ...NOTHING, words: choices.map((value) => ({ value, what: '' })) };
  return { ...NOTHING, live: liveOf('', name) };
}

/** What a value is, by what it is called. */
function liveOf(flag: string, value: string): Live | null {
  if (flag === '--environment' || value === 'environment') return 'environments';
  if (flag === '--unit') return 'units';
  if (value === 'id') return 'deployments';
  if (value === 'dir') return 'folders';
  if (value === 'file') return 'files';
  return value === 'zone' ? 'zones' : null;
}
