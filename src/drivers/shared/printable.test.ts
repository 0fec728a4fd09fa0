import { describe, expect, it } from 'vitest';
import { lastLines, printable } from './printable.ts';

describe('foreign text', () => {
  it.each([
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]0;title\u0007after', 'after'],
    ['\u001b]8;;http://x\u001b\\link', 'link'],
    ['\u009b2Jcleared\u0000\u0008', 'cleared'],
    ['a\tb', 'a\tb'],
    ['pay\u202eevil\u200b', 'pay\\u202eevil\\u200b'],
  ])('%j is shown as %j', (raw, shown) => {
    expect(printable(raw)).toBe(shown);
  });

  it('is not endless', () => {
    expect(printable('x'.repeat(100_000))).toHaveLength(2_001);
  });

  it('is split at any line end, newest last', () => {
    expect(lastLines('one\r\ntwo\rthree\nfour\n', 3)).toEqual(['two', 'three', 'four']);
    expect(lastLines('one', 0)).toEqual([]);
  });
});
