import type { Block, TrackBlock } from './block.ts';
import { type Event, eventsIn } from './claim.ts';

/** What the last minute held, block by block. `null`: not known in that block. */
export interface RecentBlock {
  readonly seconds: number;
  readonly stable: { readonly requests: number; readonly errors: number };
  readonly candidateRequests: number;
  /** Candidate requests as the router counts them, or as the metrics do where it does not. */
  readonly sent: number | null;
  readonly routed: number;
}

const WINDOW_SECONDS = 60;
const SHORT_SECONDS = 10;
const ROUTED_ENOUGH = 20;

/** The window with one more block; what is older than a minute leaves it. */
export function addRecent(recent: readonly RecentBlock[], block: Block): readonly RecentBlock[] {
  const { candidate } = block;
  const added: RecentBlock = {
    seconds: block.seconds,
    stable: countsOf(block.stable),
    candidateRequests: countsOf(candidate).requests,
    sent: candidate.routed ?? (candidate.kind === 'counts' && candidate.fresh ? candidate.requests : null),
    routed: candidate.routed ?? 0,
  };
  // A block without a length would stay in the window for ever.
  const window = block.seconds === 0 ? recent : [...recent, added];
  const excess = window.reduce((sum, each) => sum + each.seconds, 0) - WINDOW_SECONDS;
  let dropped = 0;
  let gone = 0;
  for (const each of window) {
    if (gone + each.seconds > excess) break;
    gone += each.seconds;
    dropped += 1;
  }
  return dropped === 0 ? window : window.slice(dropped);
}

/** The counts of a track; none where it is absent. */
export const countsOf = (track: TrackBlock): { readonly requests: number; readonly errors: number } =>
  track.kind === 'counts' ? { requests: track.requests, errors: track.errors } : { requests: 0, errors: 0 };

/** Why the candidate's zero is not believed: the router sent requests that the metrics do not show, or nobody sent any for a minute. */
export function candidateSilence(recent: readonly RecentBlock[]): 'absent' | 'no-traffic' | null {
  if (recent.some((each) => each.candidateRequests > 0)) return null;
  if (recent.reduce((sum, each) => sum + each.routed, 0) >= ROUTED_ENOUGH) return 'absent';
  const whole = recent.reduce((sum, each) => sum + each.seconds, 0) >= WINDOW_SECONDS;
  const known = recent.filter((each) => each.sent !== null);
  return whole && known.length > 0 && known.every((each) => each.sent === 0) ? 'no-traffic' : null;
}

/** Whether the stable track itself had two events or more, and a share over the limit, in the last minute or the last ten seconds. */
export function stableOver(
  recent: readonly RecentBlock[],
  within: 'minute' | 'ten-seconds',
  event: Event,
  limit: number,
): boolean {
  let left = within === 'minute' ? WINDOW_SECONDS : SHORT_SECONDS;
  let requests = 0;
  let events = 0;
  for (let index = recent.length - 1; index >= 0 && left > 0; index -= 1) {
    const each = recent[index];
    if (each === undefined) break;
    requests += each.stable.requests;
    events += eventsIn(event, each.stable);
    left -= each.seconds;
  }
  return events >= 2 && events > limit * requests;
}
