import type { Command, Option } from 'commander';

const HEAD = `# Commands

Written by \`npm run reference\` from the command line's own model; a test says when it is stale. Every command takes the flags of
the first table, answers \`-h\`, prints one JSON document with \`-o json\`, and ends with an [exit code](exit-codes.md).
`;

/** The reference of the command line as Markdown: every command and flag that the program knows, and nothing else. */
export function cliReference(root: Command): string {
  const commands = leavesOf(root, []);
  return [
    HEAD,
    '## Flags of every command\n',
    flagTable(root.options),
    ...commands.flatMap(({ words, command }) => ['', ...chapter(words, command)]),
    '',
  ].join('\n');
}

interface Leaf {
  readonly words: readonly string[];
  readonly command: Command;
}

const leavesOf = (command: Command, words: readonly string[]): readonly Leaf[] =>
  command.commands.flatMap((one) => {
    const here = [...words, one.name()];
    return one.commands.length > 0 ? leavesOf(one, here) : [{ words: here, command: one }];
  });

function chapter(words: readonly string[], command: Command): readonly string[] {
  const places = command.registeredArguments.map((one) => (one.required ? `<${one.name()}>` : `[${one.name()}]`));
  const explained = command.registeredArguments.filter((one) => one.description !== '');
  const visible = command.options.filter((option) => !option.hidden);
  return [
    `## plimsoll ${[...words, ...places].join(' ')}\n`,
    `${sentence(command.description())}`,
    ...explained.map((one) => `\n\`${one.name()}\`: ${sentence(one.description)}`),
    ...(visible.length === 0 ? [] : ['', flagTable(visible)]),
  ];
}

const flagTable = (options: readonly Option[]): string =>
  ['| Flag | What it does |', '|---|---|', ...options.map((one) => `| \`${one.flags}\` | ${explain(one)} |`)].join(
    '\n',
  );

function explain(option: Option): string {
  const { description, argChoices, defaultValue, envVar } = option;
  const isWorthSaying = defaultValue !== undefined && defaultValue !== false && defaultValue !== '' && !option.negate;
  return [
    description.replaceAll('|', '\\|'),
    ...(argChoices === undefined ? [] : [`one of ${argChoices.map((one) => `\`${one}\``).join(', ')}`]),
    ...(isWorthSaying && String(defaultValue) !== '' ? [`default \`${String(defaultValue)}\``] : []),
    ...(envVar === undefined ? [] : [`also \`${envVar}\``]),
  ]
    .filter((part) => part !== '')
    .join('; ');
}

const sentence = (text: string): string => {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
};
