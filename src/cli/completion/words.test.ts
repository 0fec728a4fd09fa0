import { describe, expect, it } from 'vitest';
import { wordsAfterProgram, wordsOf } from './words.ts';

describe('the words of a line up to the cursor', () => {
  it.each([
    ['plimsoll status', ['plimsoll', 'status']],
    ['plimsoll status ', ['plimsoll', 'status', '']],
    ['plimsoll hold x --reason "it is', ['plimsoll', 'hold', 'x', '--reason', 'it is']],
    ["a 'b c' d\\ e", ['a', 'b c', 'd e']],
    ['a "" ', ['a', '', '']],
    ['', ['']],
  ])('%j', (line, words) => {
    expect(wordsOf(line)).toEqual(words);
  });

  it('begin behind the program and the variables before it', () => {
    expect(wordsAfterProgram('PLIMSOLL_TZ=UTC ./bin/plimsoll status d')).toEqual(['status', 'd']);
  });
});
