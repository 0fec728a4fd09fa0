import type { Known } from './intake-state.ts';

/** More than this between our clock and a source's is worth telling. */
export const SKEW_SECONDS = 5;

/**
 * A source's time on the scale that it had at the beginning. After a jump of the wall clock the source may have jumped
 * as well, or not: its next time says which, by what it is nearer to.
 */
export function rebased(known: Known, sourceTime: number): number {
  const time = sourceTime - known.offset;
  if (known.pendingJump === 0 || known.newest === null) return time;
  const isKnown = known.counts.includes(time);
  if (isKnown) return time;
  const jump = known.pendingJump;
  known.pendingJump = 0;
  if (Math.abs(time - jump - known.newest) >= Math.abs(time - known.newest)) return time;
  known.offset += jump;
  return time - jump;
}
