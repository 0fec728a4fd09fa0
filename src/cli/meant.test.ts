import { describe, expect, it } from 'vitest';
import { meantBy } from './meant.ts';
import { program } from './program.ts';

const root = program(async () => undefined, '');

describe('what a command line means before it is parsed', () => {
  it.each([
    [['-h'], ''],
    [['deploy', '-h'], 'deploy'],
    [['-h', 'deploy'], 'deploy'],
    [['help', 'config', 'show'], 'config show'],
    [['-C', 'config', 'status', '--bogus', '--help'], 'status'],
    [['hold', 'dep_1', '--reason', 'deploy', '-h'], 'hold'],
    [['depoly', '-h'], ''],
  ])('%j asks for help of "%s"', (argv, name) => {
    expect(meantBy(root, argv)).toMatchObject({ isHelp: true, name });
  });

  it.each([[['status']], [['approve', '--', '-h']], [['hold', 'x', '--reason', 'it -h']]])(
    '%j asks for none',
    (argv) => {
      expect(meantBy(root, argv)).toMatchObject({ isHelp: false, isVersion: false });
    },
  );

  it.each([
    [['-o', 'json', 'x'], { output: 'json' }],
    [['-ojson'], { output: 'json' }],
    [['--output=ndjson'], { output: 'ndjson' }],
    [['--json'], { json: true }],
  ])('%j says how to answer', (argv, options) => {
    expect(meantBy(root, argv).options).toMatchObject(options);
  });

  it('knows the question for the version wherever it stands', () => {
    expect(meantBy(root, ['-o', 'json', '--version']).isVersion).toBe(true);
  });
});
