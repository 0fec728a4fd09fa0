import { describe, expect, it } from 'vitest';
import { annotation, beginGroup, defused, isOnGithub } from './workflow-command.ts';

/** How a runner reads a line: the two forms of its commands. */
const isCommand = (line: string): boolean => line.trimStart().startsWith('::') || line.includes('##[');

describe('what others wrote', () => {
  it.each([
    '::add-mask::secret',
    '  ::stop-commands::x',
    '\t::set-output name=a::b',
    'fine\n::error::no\n  :::: and more',
    'a line with ##[error]in it',
    '##[group]##[endgroup]',
    '\u00a0::warning::x',
  ])('is never taken for a command: %j', (text) => {
    const lines = defused(text).split('\n');

    expect(lines.filter(isCommand)).toEqual([]);
    expect(lines).toHaveLength(text.split('\n').length);
  });

  it('stays as it is otherwise', () => {
    const text = 'a::b at 12:00 [x] ## heading\nsrc::main';

    expect(defused(text)).toBe(text);
  });
});

describe('a command of our own', () => {
  it('says a problem at its place, below the folder that the host shows', () => {
    const problem = {
      code: 'gate-unit',
      message: 'a ratio',
      remedy: 'write 1%',
      path: '/w/shop/plimsoll.yaml',
      line: 60,
      col: 19,
    };

    expect(annotation(problem, '/w')).toBe(
      '::error file=shop/plimsoll.yaml,line=60,col=19,title=gate-unit::a ratio%0Anext: write 1%25',
    );
  });

  it('stays one line and one command, whatever the message holds', () => {
    const text = annotation({ code: 'a,b:c', message: '100 %\r\n::error::x', remedy: 'r' }, undefined);

    expect(text).toBe('::error title=a%2Cb%3Ac::100 %25%0D%0A::error::x%0Anext: r');
    expect(text.split('\n')).toHaveLength(1);
    expect(beginGroup('one\ntwo')).toBe('::group::one two');
  });
});

it('knows the runner by its variable', () => {
  expect(isOnGithub({ GITHUB_ACTIONS: 'true' })).toBe(true);
  expect(isOnGithub({ GITHUB_ACTIONS: '' })).toBe(false);
  expect(isOnGithub({})).toBe(false);
});
