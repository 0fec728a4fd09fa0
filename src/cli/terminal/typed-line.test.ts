import { describe, expect, it } from 'vitest';
import { EMPTY_LINE, typeKeys } from './typed-line.ts';

const typing = (text: string) => ({ state: 'typing', text });

describe('a typed line', () => {
  it('collects what is typed until Enter', () => {
    const half = typeKeys(EMPTY_LINE, 'amber-');

    expect(half).toEqual(typing('amber-'));
    expect(typeKeys(half, 'kite\r')).toEqual({ state: 'done', text: 'amber-kite' });
  });

  it('drops what was pasted after the line', () => {
    expect(typeKeys(EMPTY_LINE, 'one\ntwo')).toEqual({ state: 'done', text: 'one' });
  });

  it.each(['\u007f', '\b'])('takes the last character back', (key) => {
    expect(typeKeys(EMPTY_LINE, `a😀${key}`)).toEqual(typing('a'));
    expect(typeKeys(EMPTY_LINE, `${key}b`)).toEqual(typing('b'));
  });

  it('begins again after Ctrl-U', () => {
    expect(typeKeys(EMPTY_LINE, 'wrong\u0015right')).toEqual(typing('right'));
  });

  it('is given up by Ctrl-C, and by Ctrl-D when empty', () => {
    expect(typeKeys(EMPTY_LINE, 'secret\u0003')).toEqual({ state: 'cancelled', text: '' });
    expect(typeKeys(EMPTY_LINE, '\u0004')).toEqual({ state: 'cancelled', text: '' });
    expect(typeKeys(EMPTY_LINE, 'a\u0004')).toEqual(typing('a'));
  });

  it.each(['\u001b[A', '\u001b[1;5C', '\u001bOP', '\u001b[3~', '\u0000', '\t'])(
    'takes no key that is not text',
    (key) => {
      expect(typeKeys(EMPTY_LINE, `a${key}b`)).toEqual(typing('ab'));
    },
  );

  it('has an end', () => {
    expect(typeKeys(EMPTY_LINE, 'x'.repeat(5000)).text).toHaveLength(1024);
  });
});
