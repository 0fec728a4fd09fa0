import { expect, it } from 'vitest';
import { type Seen, takeKey } from './seen.ts';

it('a key is taken once, in whatever order it comes', () => {
  const seen: Seen = [];

  expect([3, 1, 2, 3, 1, 4].map((key) => takeKey(seen, key))).toEqual([
    ...['new', 'new', 'new', 'duplicate', 'duplicate', 'new'],
  ]);
});

it('keeps the newest 1024 keys; what is older is dropped, for nobody can tell whether it came before', () => {
  const seen: Seen = [];
  for (let key = 1; key <= 1_100; key += 1) takeKey(seen, key);

  expect(seen).toHaveLength(1_024);
  expect(takeKey(seen, 76)).toBe('too-old');
  expect(takeKey(seen, 76.5)).toBe('too-old');
  expect(takeKey(seen, 77)).toBe('duplicate');
  expect(takeKey(seen, 77.5)).toBe('new');
  expect(seen).toHaveLength(1_024);
});
