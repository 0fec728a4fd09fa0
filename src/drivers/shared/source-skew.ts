import type { TrackRecord } from '../../core/verdict/intake/record.ts';

/** A source's clock that differs by more is worth a word: it changes no verdict, for nothing is timed by it. */
const SKEW_SECONDS = 5;
/** Times that are no wall clock at all, such as seconds since a start, are not compared with one. */
const FIRST_WALL_TIME = 1e9;

/** A warning when the newest record of a source has a time that is far from ours, in milliseconds. */
export function skewOf(records: readonly TrackRecord[], now: number): { readonly warning?: string } {
  const times = records.flatMap(({ sourceTime }) => (sourceTime === null ? [] : [sourceTime]));
  const newest = Math.max(...times);
  const skew = newest - now / 1_000;
  if (times.length === 0 || newest < FIRST_WALL_TIME || Math.abs(skew) <= SKEW_SECONDS) return {};
  return {
    warning: `its newest record is ${Math.round(Math.abs(skew))} s ${skew > 0 ? 'ahead of' : 'behind'} our clock`,
  };
}
