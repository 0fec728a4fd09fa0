import { EXIT_WORDS } from './exit-words.ts';
import { flagText, sentence } from './help.ts';
import type { Example } from './program/examples.ts';
import { type CommandModel, type FlagModel, leavesOf, type ProgramModel, placesOf } from './program/model.ts';
import { wrapped } from './render/columns.ts';
import { VERSION } from './version.ts';

/** A manual page: the name of its file and its text in the man macros. */
export interface ManPage {
  readonly file: string;
  readonly text: string;
}

/** The manual: one page of the whole, and one of each command. */
export function manPages(model: ProgramModel): readonly ManPage[] {
  const commands = leavesOf(model.commands);
  const pages = commands.map((command) => ({ file: `${pageName(command)}.1`, text: commandPage(command) }));
  return [{ file: 'plimsoll.1', text: programPage(model, commands) }, ...pages];
}

const pageName = ({ words }: CommandModel): string => ['plimsoll', ...words].join('-');

function programPage(model: ProgramModel, commands: readonly CommandModel[]): string {
  const groups = [...new Set(commands.map(({ group }) => group))];
  return page([
    title('plimsoll'),
    section('NAME', ...named('plimsoll', model.what)),
    section('SYNOPSIS', '.B plimsoll', '.I command', '[\\,\\fIflags\\/\\fR]'),
    section(
      'COMMANDS',
      ...groups.flatMap((group) => [
        `.SS ${clean(group)}`,
        ...commands
          .filter((one) => one.group === group)
          .flatMap((one) => entry(one.words.join(' '), `${sentence(one.what)} See ${pageName(one)}(1).`)),
      ]),
    ),
    section('FLAGS OF EVERY COMMAND', ...model.globalFlags.flatMap(flagEntry)),
    exitStatus(),
    section(
      'FILES',
      ...entry('plimsoll.yaml', 'the configuration of a unit'),
      ...entry('.plimsoll/', 'the state of a folder: journal, sockets, registry, logs and reports'),
    ),
  ]);
}

function commandPage(command: CommandModel): string {
  const name = pageName(command);
  const own = command.flags.flatMap(flagEntry);
  const explained = command.arguments.filter(({ what, choices }) => what !== '' || choices.length > 0);
  return page([
    title(name),
    section('NAME', ...named(name, command.what)),
    section(
      'SYNOPSIS',
      `.B ${clean(['plimsoll', ...command.words].join(' '))}`,
      clean([...placesOf(command), '[flags]'].join(' ')),
    ),
    ...(command.examples.length === 0 ? [] : [section('EXAMPLES', ...command.examples.flatMap(exampleEntry))]),
    ...(explained.length === 0
      ? []
      : [
          section(
            'ARGUMENTS',
            ...explained.flatMap(({ name: one, what, choices }) =>
              entry(one, [what, choices.join(', ')].filter((part) => part !== '').join(': ')),
            ),
          ),
        ]),
    ...(own.length === 0 ? [] : [section('FLAGS', ...own)]),
    section('SEE ALSO', '.BR plimsoll (1)', 'has the flags of every command, and the exit codes.'),
  ]);
}

const exitStatus = (): readonly string[] =>
  section('EXIT STATUS', ...EXIT_WORDS.flatMap(([codes, words]) => entry(codes, words.replaceAll('`', ''))));

/** Escapes make a line longer, and pages are read as text as well. */
const LINE = 64;

const dash = '\\-';

const title = (name: string): readonly string[] => [
  `.TH ${clean(name.toUpperCase())} 1 "" "plimsoll ${clean(VERSION)}" "Plimsoll"`,
];

/** The line that `apropos` reads. */
const named = (name: string, what: string): readonly string[] => [`${clean(name)} ${dash} ${clean(lowered(what))}`];

const section = (name: string, ...lines: readonly string[]): readonly string[] => [`.SH ${name}`, ...lines];

const entry = (term: string, text: string): readonly string[] => ['.TP', `.B ${clean(term)}`, ...textLines(text)];

const textLines = (text: string): readonly string[] => wrapped(text, LINE).split('\n').map(clean);

const flagEntry = (flag: FlagModel): readonly string[] => entry(flag.flags, `${sentence(flagText(flag))}`);

const exampleEntry = ({ line, what }: Example): readonly string[] => entry(line, sentence(what));

const page = (sections: readonly (readonly string[])[]): string =>
  ['.\\" Written by npm run man from the model of the command line.', ...sections.flat(), ''].join('\n');

/** Text as roff reads it: no sign of it may steer the page. */
function clean(text: string): string {
  const escaped = text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('"', '\\(dq');
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}

const lowered = (text: string): string => (text.charAt(0).toLowerCase() + text.slice(1)).replace(/\.$/, '');
