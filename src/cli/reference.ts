import { sentence } from './help.ts';
import { type CommandModel, type FlagModel, leavesOf, type ProgramModel, placesOf } from './program/model.ts';

const HEAD = `# Commands

Written by \`npm run reference\` from the command line's own model; a test says when it is stale. Every command takes the flags of
the first table, answers \`-h\`, prints one JSON document with \`-o json\`, and ends with an [exit code](exit-codes.md). What can go
wrong is listed under [errors](errors.md). Every example is run by a test.

A flag wins over its variable, and both win over \`plimsoll.yaml\`; \`plimsoll config show --origin\` says where each value came from.
A variable that is on or off takes \`1\`, \`true\`, \`yes\`, \`on\` or their opposites.
`;

/** The reference of the command line as Markdown: every command and flag that the program knows, and nothing else. */
export function cliReference(model: ProgramModel): string {
  const commands = leavesOf(model.commands);
  const groups = [...new Set(commands.map(({ group }) => group))];
  return [
    HEAD,
    '## Flags of every command\n',
    flagTable(model.globalFlags),
    ...groups.flatMap((group) => [
      '',
      `## ${group}`,
      ...commands.filter((one) => one.group === group).flatMap((one) => ['', ...chapter(one)]),
    ]),
    '',
  ].join('\n');
}

function chapter(command: CommandModel): readonly string[] {
  const explained = command.arguments.filter(({ what, choices }) => what !== '' || choices.length > 0);
  return [
    `### plimsoll ${[...command.words, ...placesOf(command)].join(' ')}\n`,
    sentence(command.what),
    ...explained.map(({ name, what, choices }) => `\n\`${name}\`: ${sentence(withChoices(what, choices))}`),
    ...(command.examples.length === 0 ? [] : ['\n```sh', ...exampleLines(command), '```']),
    ...(command.flags.length === 0 ? [] : ['', flagTable(command.flags)]),
  ];
}

function exampleLines({ examples }: CommandModel): readonly string[] {
  const widest = Math.max(...examples.map(({ line }) => line.length));
  return examples.map(({ line, what }) => `${line.padEnd(widest)}  # ${what}`);
}

function flagTable(flags: readonly FlagModel[]): string {
  const hasVariables = flags.some(({ variable }) => variable !== null);
  const head = hasVariables
    ? ['| Flag | What it does | Default | Variable |', '|---|---|---|---|']
    : ['| Flag | What it does | Default |', '|---|---|---|'];
  const row = (flag: FlagModel): string => {
    const { flags: written, what, choices, fallback, variable, isRequired } = flag;
    const cells = [
      `\`${written}\``,
      escaped(withChoices(what, choices)),
      isRequired ? 'required' : escaped(fallback ?? ''),
    ];
    return `| ${[...cells, ...(hasVariables ? [variable === null ? '' : `\`${variable}\``] : [])].join(' | ')} |`;
  };
  return [...head, ...flags.map(row)].join('\n');
}

const withChoices = (what: string, choices: readonly string[]): string =>
  choices.length === 0
    ? what
    : `${what === '' ? 'one' : `${what}; one`} of ${choices.map((one) => `\`${one}\``).join(', ')}`;

const escaped = (text: string): string => text.replaceAll('|', '\\|');
