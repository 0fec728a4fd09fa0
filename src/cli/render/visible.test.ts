import { expect, it } from 'vitest';
import { onOneLine, visible } from './visible.ts';

it('what others wrote cannot steer a terminal', () => {
  expect(visible('a\u001b[2Jb\u0007\u009b1mc\r')).toBe('a\u{fffd}[2Jb\u{fffd}\u{fffd}1mc\u{fffd}');
  expect(visible('safe\u202elive\u2066')).toBe('safe\u{fffd}live\u{fffd}');
});

it('lines, signs and other scripts stay as they are', () => {
  const text = '✔ Grüße 😀\n  5 % · שלום';

  expect(visible(text)).toBe(text);
});

it('several lines become one', () => {
  expect(onOneLine('one\r\n  two\n\nthree')).toBe('one two three');
});
