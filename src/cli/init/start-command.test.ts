import { describe, expect, it } from 'vitest';
import { Manifest } from './manifest.ts';
import { startCommand } from './start-command.ts';

const manifest = (value: object): Manifest => Manifest.parse(value);

describe('how a unit is started', () => {
  it.each([
    ['a start script of plain node', { scripts: { start: 'node server.js' } }, [], ['node', 'server.js'], 'server.js'],
    [
      'flags of node',
      { scripts: { start: 'node --enable-source-maps dist/main.js' } },
      [],
      ['node', '--enable-source-maps', 'dist/main.js'],
      'dist/main.js',
    ],
    ['a script a shell must read', { scripts: { start: 'A=1 node x.js' } }, [], ['npm', 'start', '--silent'], null],
    ['a script with a variable', { scripts: { start: 'node $FILE' } }, [], ['npm', 'start', '--silent'], null],
    [
      'a script with one before it',
      { scripts: { prestart: 'x', start: 'node x.js' } },
      [],
      ['npm', 'start', '--silent'],
      null,
    ],
    ['main when there is no script', { main: './lib/run.js' }, ['lib/run.js'], ['node', 'lib/run.js'], 'lib/run.js'],
    [
      'a server file when main is not there',
      { main: 'gone.js' },
      ['src/index.js'],
      ['node', 'src/index.js'],
      'src/index.js',
    ],
    ['the server before the index', {}, ['index.js', 'server.js'], ['node', 'server.js'], 'server.js'],
  ] as const)('takes %s', (_, written, present, command, file) => {
    expect(startCommand(manifest(written), present)).toEqual({ command, file });
  });

  it('finds nothing where there is nothing', () => {
    expect(startCommand(null, [])).toBeNull();
  });
});
