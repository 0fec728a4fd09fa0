import { expect, it } from 'vitest';
import { asCounts } from './as-counts.ts';
import { addLatencies } from './distribution.ts';

it('a distribution told as a record is the same distribution again', () => {
  const own = addLatencies(null, {
    kind: 'own',
    counts: [
      [0, 3],
      [127, 1],
      [128, 2],
      [4_095, 9],
    ],
  });
  const foreign = addLatencies(null, { kind: 'foreign', edges: [50, 100], counts: [3, 2, 1] });

  for (const distribution of [own, foreign]) expect(addLatencies(null, asCounts(distribution))).toEqual(distribution);
  expect(asCounts(null)).toBeNull();
});
