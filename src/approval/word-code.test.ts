import { describe, expect, it } from 'vitest';
import type { Digest } from '../core/kernel/id.ts';
import { planCode } from './plan-code.ts';
import { generatePassphrase } from './word-code.ts';
import { WORDS } from './words.ts';

const digest = (start: string): Digest => `sha256:${start.padEnd(64, '0')}` as Digest;

describe('the words', () => {
  it('are 1024 different ones of three to six letters, in order', () => {
    expect(WORDS).toHaveLength(1024);
    expect(new Set(WORDS).size).toBe(1024);
    expect(WORDS.every((word) => /^[a-z]{3,6}$/.test(word))).toBe(true);
    expect([...WORDS].sort()).toEqual(WORDS);
  });
});

describe('a plan code', () => {
  it('is six words of the digest’s first 60 bits', () => {
    const [first = '', second = '', last = ''] = [WORDS[0], WORDS[1], WORDS[1023]];

    expect(planCode(digest(''))).toBe(Array(6).fill(first).join('-'));
    expect(planCode(digest('000000000000001'))).toBe([...Array(5).fill(first), second].join('-'));
    expect(planCode(digest('ffc'))).toBe([last, ...Array(5).fill(first)].join('-'));
    expect(planCode(digest('f'.repeat(64)))).toBe(Array(6).fill(last).join('-'));
  });

  it('stays what it is for a digest, since people compare it across versions', () => {
    expect(planCode(digest('7f3a9c0123456789abcdef'))).toBe('loom-tuxedo-scroll-falcon-errand-patio');
  });
});

it('a generated passphrase has six words, and the next is another', () => {
  const words = generatePassphrase().split('-');

  expect(words).toHaveLength(6);
  expect(words.every((word) => WORDS.includes(word))).toBe(true);
  expect(new Set(Array.from({ length: 50 }, generatePassphrase)).size).toBe(50);
});
