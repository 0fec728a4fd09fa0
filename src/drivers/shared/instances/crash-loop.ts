// Three ends in half a minute: starting it a fourth time would show nothing new.
const LOOP_ENDS = 3;
const LOOP_WITHIN = 30_000;

/** What is remembered of an instance that ended by itself once more. */
export function withEnd<Notes extends { readonly ends: readonly number[] }>(
  notes: Notes,
  at: number,
): Omit<Notes, 'ends' | 'crashLooping'> & { readonly ends: number[]; readonly crashLooping: boolean } {
  const ends = [...notes.ends, at].filter((end) => Math.abs(at - end) <= LOOP_WITHIN);
  return { ...notes, ends, crashLooping: ends.length >= LOOP_ENDS };
}
