import { describe, expect, it } from 'vitest';
import { commandHelp, programHelp } from './help.ts';
import { commandAt, leavesOf, modelOf } from './program/model.ts';
import { program } from './program.ts';

const model = modelOf(program(async () => undefined, ''));

function help(name: string, width = 80): string {
  const command = commandAt(model, name.split(' '));
  if (command === undefined) throw new Error(`no command ${name}`);
  return commandHelp(model, command, width);
}

const headings = (text: string): readonly string[] => text.match(/^[A-Z][\w ]*(?=:)/gm) ?? [];

describe('help', () => {
  it('shows examples first, then common flags, then all flags', () => {
    expect(headings(help('deploy'))).toEqual(['Examples', 'Usage', 'Common flags', 'All flags']);
  });

  it('shows of every flag its default and its variable', () => {
    const all = help('deploy', 200).split('All flags:')[1] ?? '';

    expect(all).toMatch(/--reference <commit> +what to deploy \(default: HEAD\)$/m);
    expect(all).toMatch(/--tz <zone> .*\(default: that of this machine\) \[PLIMSOLL_TZ\]$/m);
    expect(all).toMatch(/-o, --output <form> .*text, json, ndjson \(default: text\) \[PLIMSOLL_OUTPUT\]$/m);
  });

  it('says which words a command takes, and which flag it needs', () => {
    expect(help('decide')).toContain('Usage: plimsoll decide <id> <answer> [flags]');
    expect(help('decide')).toMatch(
      /Arguments:\n {2}answer +[\s\S]*fix-forward, extend,\s+hold,\s+proceed,\s+rollback,\s+close$/m,
    );
    expect(help('approver add', 200)).toMatch(/--name <name> .*\(required\)/);
  });

  it('shows of a group its commands, each with an example', () => {
    expect(headings(help('config'))).toEqual(['Examples', 'Usage', 'Commands', 'Common flags', 'All flags']);
    expect(help('config')).toContain('plimsoll config schema');
  });

  it('shows of the whole the six groups and three examples', () => {
    const text = programHelp(model, 80);

    expect(headings(text)).toEqual([
      'Examples',
      'Usage',
      'Start',
      'Ship',
      'Watch',
      'Decide',
      'Prove',
      'Serve',
      'Common flags',
      'All flags',
      'One command',
    ]);
    expect(text.split('Usage:')[0]?.match(/^ {2}plimsoll /gm)).toHaveLength(3);
  });

  it.each(leavesOf(model.commands).map(({ words }) => [words.join(' ')]))('of %s fits 80 columns', (name) => {
    const lines = help(name)
      .split('\n')
      .filter((line) => !line.startsWith('  plimsoll ') && !line.startsWith('  source '));

    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});
