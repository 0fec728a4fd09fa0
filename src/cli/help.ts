import type { Example } from './program/examples.ts';
import { type CommandModel, type FlagModel, leavesOf, type ProgramModel, placesOf } from './program/model.ts';
import { columns, wrapped } from './render/columns.ts';

/** The help of the whole command line: examples, commands by group, common flags, all flags. */
export function programHelp(model: ProgramModel, width: number): string {
  const everyDay = ['config check', 'deploy', 'status'].flatMap((name) => firstExample(model, name));
  const groups = [...new Set(model.commands.map(({ group }) => group))];
  return sections([
    wrapped(model.what, width),
    block('Examples', exampleLines(everyDay, width)),
    'Usage: plimsoll <command> [flags]',
    ...groups.map((group) =>
      block(
        group,
        commandLines(
          model.commands.filter((one) => one.group === group),
          width,
        ),
      ),
    ),
    ...flagSections(model.globalFlags, width),
    'One command: plimsoll <command> --help',
  ]);
}

/** The help of one command, or of a group: examples, common flags, all flags. */
export function commandHelp(model: ProgramModel, command: CommandModel, width: number): string {
  const inside = leavesOf(command.commands).flatMap((one) => one.examples.slice(0, 1));
  const examples = [...command.examples, ...inside];
  const words = command.words.join(' ');
  const explained = command.arguments.filter(({ what, choices }) => what !== '' || choices.length > 0);
  return sections([
    wrapped(sentence(command.what), width),
    block('Examples', exampleLines(examples, width)),
    [
      ...(command.runs ? [`plimsoll ${[words, ...placesOf(command), '[flags]'].join(' ')}`] : []),
      ...(command.commands.length > 0 ? [`plimsoll ${words} <command> [flags]`] : []),
    ]
      .map((line, at) => `${at === 0 ? 'Usage: ' : '       '}${line}`)
      .join('\n'),
    block('Commands', commandLines(command.commands, width)),
    block(
      'Arguments',
      columns(
        explained.map(({ name, what, choices }) => [name, withChoices(what, choices)]),
        width,
      ),
    ),
    ...flagSections([...command.flags, ...model.globalFlags], width),
  ]);
}

/** What a flag does, with its choices, its default and its variable. */
export const flagText = ({ what, choices, fallback, variable, isRequired }: FlagModel): string =>
  [
    withChoices(what, choices),
    ...(isRequired ? ['(required)'] : []),
    ...(fallback === null ? [] : [`(default: ${fallback})`]),
    ...(variable === null ? [] : [`[${variable}]`]),
  ].join(' ');

function flagSections(flags: readonly FlagModel[], width: number): readonly string[] {
  const common = flags.filter(({ isCommon }) => isCommon);
  return [
    block(
      'Common flags',
      columns(
        common.map((flag) => [aligned(flag.flags), withChoices(flag.what, flag.choices)]),
        width,
      ),
    ),
    block(
      'All flags',
      columns(
        flags.map((flag) => [aligned(flag.flags), flagText(flag)]),
        width,
      ),
    ),
  ];
}

/** Long names stand below each other, with or without a short one. */
const aligned = (flags: string): string => (flags.startsWith('--') ? `    ${flags}` : flags);

const withChoices = (what: string, choices: readonly string[]): string =>
  choices.length === 0 ? what : `${what === '' ? '' : `${what}: `}${choices.join(', ')}`;

const firstExample = (model: ProgramModel, name: string): readonly Example[] =>
  leavesOf(model.commands)
    .filter(({ words }) => words.join(' ') === name)
    .flatMap(({ examples }) => examples.slice(0, 1));

function exampleLines(examples: readonly Example[], width: number): readonly string[] {
  const widest = Math.max(0, ...examples.map(({ line }) => line.length));
  if (widest <= width / 2)
    return columns(
      examples.map(({ line, what }) => [line, what]),
      width,
    );
  return examples.flatMap(({ line, what }) => [line, `    ${what}`]);
}

const commandLines = (commands: readonly CommandModel[], width: number): readonly string[] =>
  columns(
    commands.map((one) => [one.words.at(-1) ?? '', one.what]),
    width,
  );

const block = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : [`${title}:`, ...lines.map((line) => `  ${line}`)].join('\n');

const sections = (all: readonly string[]): string => all.filter((one) => one !== '').join('\n\n');

/** A description as a sentence. */
export function sentence(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}
