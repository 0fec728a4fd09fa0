import { describe, expect, it } from 'vitest';
import { wordsOf as shellWords } from '../completion/words.ts';
import { program } from '../program.ts';
import { EXAMPLES } from './examples.ts';
import { GLOBAL_FLAGS } from './global-flags.ts';
import { type CommandModel, commandAt, leavesOf, modelOf } from './model.ts';

const ran: string[] = [];
const root = program(async (name) => {
  ran.push(name);
}, '');
const model = modelOf(root);
const leaves = leavesOf(model.commands);

/** A command line of an example as words, without what belongs to the shell. */
function wordsOf(line: string): readonly string[] {
  const words = shellWords(line.slice(line.indexOf('plimsoll'))).slice(1);
  const end = words.findIndex((word) => ['<', '>', '|'].includes(word));
  return (end === -1 ? words : words.slice(0, end)).map((word) => word.replace(/\)$/, ''));
}

describe('the model of the command line', () => {
  it('groups every command, in the order of the life of a deployment', () => {
    expect([...new Set(model.commands.map(({ group }) => group))]).toEqual([
      'Start',
      'Ship',
      'Watch',
      'Decide',
      'Prove',
      'Serve',
    ]);
  });

  it('knows the flags of every command with their variable and default', () => {
    expect(GLOBAL_FLAGS.map(({ flags }) => flags.split(/[ ,]+/).slice(0, 2).join(' '))).toEqual([
      '-C --dir',
      '-c --config',
      '-u --unit',
      '-e --environment',
      '--server <url>',
      '--ca <file>',
      '-o --output',
      '--json',
      '-q --quiet',
      '-v --verbose',
      '--progress <kind>',
      '--color <when>',
      '--ascii',
      '--no-input',
      '--timeout <duration>',
      '--tz <zone>',
    ]);
    for (const { variable, fallback } of GLOBAL_FLAGS) {
      expect(variable).toMatch(/^PLIMSOLL_[A-Z_]+$/);
      expect(fallback).not.toBe('');
    }
  });

  it('says of every command, argument and flag what it is', () => {
    const all = (commands: readonly CommandModel[]): readonly CommandModel[] =>
      commands.flatMap((one) => [one, ...all(one.commands)]);

    for (const { words, what, flags } of all(model.commands)) {
      expect([words.join(' '), what]).not.toEqual([words.join(' '), '']);
      for (const flag of flags) expect([words.join(' '), flag.flags, flag.what]).not.toContain('');
    }
  });

  it.each(leaves.map((command) => [command.words.join(' '), command] as const))(
    'has examples of %s',
    (name, command) => {
      expect(command.examples.length).toBeGreaterThan(0);
      for (const { line, what } of command.examples) {
        expect(line).toContain(`plimsoll ${name}`);
        expect(what).not.toBe('');
      }
    },
  );

  it('has no example of what is no command', () => {
    const known = leaves.map(({ words }) => words.join(' '));

    expect(Object.keys(EXAMPLES).filter((name) => !known.includes(name))).toEqual([]);
  });

  it.each(leaves.flatMap(({ words, examples }) => examples.map(({ line }) => [line, words.join(' ')] as const)))(
    'can read its own example: %s',
    async (line, name) => {
      ran.length = 0;

      await root.parseAsync([...wordsOf(line)], { from: 'user' });

      expect(ran).toEqual([name]);
    },
  );

  it('finds a command as far as words name one', () => {
    expect(commandAt(model, ['config', 'show'])?.words).toEqual(['config', 'show']);
    expect(commandAt(model, ['config', 'nothing'])?.words).toEqual(['config']);
    expect(commandAt(model, ['nothing'])).toBeUndefined();
  });
});
