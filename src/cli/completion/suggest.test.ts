import { describe, expect, it } from 'vitest';
import { modelOf } from '../program/model.ts';
import { program } from '../program.ts';
import { suggest } from './suggest.ts';

const model = modelOf(program(async () => undefined, ''));

/** What could stand at the end of a line: the words and what has to be looked up. */
function upTo(line: string) {
  const { words, live, prefix } = suggest(model, line.split(' '));
  return { values: words.map(({ value }) => value), live, prefix };
}

describe('what can be typed next', () => {
  it('is a command first', () => {
    expect(upTo('').values).toEqual(model.commands.map(({ words }) => words[0]));
  });

  it('is a command of the group that was named', () => {
    expect(upTo('config ').values).toEqual(['check', 'show', 'schema']);
  });

  it('is a command although flags stand before it', () => {
    expect(upTo('-C x --json config ').values).toEqual(['check', 'show', 'schema']);
  });

  it('is a flag behind a dash: of this command and of every command, but none that was given', () => {
    const { values } = upTo('deploy --detach -');

    expect(values).toContain('--wait-for');
    expect(values).toContain('--tz');
    expect(values).not.toContain('--detach');
    expect(upTo('status -').values).not.toContain('--wait-for');
  });

  it.each([
    ['deploy --wait-for ', ['staging', 'approval', 'production', 'complete']],
    ['completion ', ['bash', 'zsh', 'fish', 'powershell']],
    ['decide dep_1 ', ['fix-forward', 'extend', 'hold', 'proceed', 'rollback', 'close']],
    ['-o ', ['text', 'json', 'ndjson']],
  ])('is a choice: %s', (line, values) => {
    expect(upTo(line)).toEqual({ values, live: null, prefix: '' });
  });

  it('is a choice behind an equals sign', () => {
    expect(upTo('status --output=')).toEqual({ values: ['text', 'json', 'ndjson'], live: null, prefix: '--output=' });
  });

  it.each([
    ['status ', 'deployments'],
    ['approve ', 'deployments'],
    ['plan -e ', 'environments'],
    ['status --unit ', 'units'],
    ['-c ', 'files'],
    ['-C ', 'folders'],
    ['verify --data ', 'folders'],
    ['status --tz ', 'zones'],
    ['status --environment=', 'environments'],
  ])('has to be looked up: %s', (line, live) => {
    expect(upTo(line)).toMatchObject({ values: [], live });
  });

  it.each(['deploy --reason ', 'status dep_1 ', 'hold dep_1 --reason ', 'nonsense '])(
    'is for the person alone to say: %s',
    (line) => {
      expect(upTo(line)).toEqual({ values: [], live: null, prefix: '' });
    },
  );
});
