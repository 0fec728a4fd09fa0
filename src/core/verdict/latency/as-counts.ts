import type { LatencyCounts } from '../measurement.ts';
import type { Distribution } from './distribution.ts';

/** A distribution as a record tells it: of our own buckets those that hold something, by rising index. */
export function asCounts(distribution: Distribution | null): LatencyCounts | null {
  if (distribution === null) return null;
  if (distribution.kind === 'foreign')
    return { kind: 'foreign', edges: distribution.edges, counts: distribution.counts };
  const counts = distribution.octaves.flatMap((octave, at) =>
    octave.flatMap((count, index) => (count === 0 ? [] : [[at * octave.length + index, count] as const])),
  );
  return { kind: 'own', counts };
}
