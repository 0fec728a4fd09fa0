import type { Track } from '../unit/environment.ts';
import type { Block, TrackBlock } from './block.ts';
import { candidateSilence, type Recent } from './recent.ts';

/** How one track's data arrives, and whether the weight may rise on it. */
export interface Delivery {
  /** Seconds since the last fresh measurement. */
  readonly silent: number;
  readonly held: 'absent' | 'stale' | null;
  /** Fresh measurements in a row since it is held. */
  readonly run: number;
  /** Whether the wall clock jumped since the last fresh measurement. */
  readonly jumped: boolean;
}

/** Nothing missing. */
export const DELIVERED: Delivery = { silent: 0, held: null, run: 0, jumped: false };

const FRESH_IN_A_ROW = 3;
const STALE_SECONDS = 30;

/** The delivery of both tracks after one block, and whether nobody sends the candidate anything. */
export function deliveriesAfter(
  before: Readonly<Record<Track, Delivery>>,
  block: Block,
  recent: Recent,
  intervalSeconds: number,
): { readonly delivery: Readonly<Record<Track, Delivery>>; readonly noTraffic: boolean } {
  const stale = staleAfter(intervalSeconds);
  const stable = delivered(before.stable, block.stable, block.seconds, stale);
  const candidate = delivered(before.candidate, block.candidate, block.seconds, stale);
  const silence = candidateSilence(recent);
  const heard = silence === 'absent' ? missing(candidate) : candidate;
  const isSame = stable === before.stable && heard === before.candidate;
  return { delivery: isSame ? before : { stable, candidate: heard }, noTraffic: silence === 'no-traffic' };
}

/** After this many seconds without anything new a track is stale. */
const staleAfter = (intervalSeconds: number): number => Math.max(2 * intervalSeconds, STALE_SECONDS);

/** The delivery after one block of the track. */
function delivered(before: Delivery, track: TrackBlock, seconds: number, stale: number): Delivery {
  if (track.kind === 'absent') return missing({ ...before, silent: before.silent + seconds });
  if (!track.fresh) {
    const silent = before.silent + seconds;
    return { ...before, silent, held: before.held ?? (silent >= stale ? 'stale' : null) };
  }
  if (before.silent === 0 && before.held === null && !before.jumped && before.run === 0) return before;
  const run = before.held === null ? 0 : before.run + 1;
  const over = run >= FRESH_IN_A_ROW;
  return { silent: 0, held: over ? null : before.held, run: over ? 0 : run, jumped: false };
}

/** The delivery of a track whose data is missing now. */
const missing = (before: Delivery): Delivery => ({ ...before, held: 'absent', run: 0 });
