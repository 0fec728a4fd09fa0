import type { Block, TrackBlock } from './block.ts';
import { type Event, eventsIn } from './claim.ts';
import { addRow, emptyMinute, type Minute, newest } from './minute.ts';
import { NO_TOTALS, type Totals } from './totals.ts';

/**
 * What the last minute held, in columns: seconds, requests and errors of the stable track; candidate requests; whether it
 * is known what was sent to the candidate (by the router, or by the metrics where it does not say) and how much; and what
 * the router counted.
 */
export type Recent = Minute;

const [SECONDS, REQUESTS, ERRORS, CANDIDATE, KNOWN, SENT, ROUTED] = [0, 1, 2, 3, 4, 5, 6] as const;

/** Nothing seen yet. */
export const nothingRecent = (): Recent => emptyMinute(ROUTED + 1);

const WINDOW_SECONDS = 60;
const SHORT_SECONDS = 10;
const ROUTED_ENOUGH = 20;

/** Adds one more block to the window; what is older than a minute leaves it. */
export function addRecent(recent: Recent, { seconds, stable, candidate }: Block): void {
  const { requests, errors } = countsOf(stable);
  const asked = countsOf(candidate).requests;
  const sent = candidate.routed ?? (candidate.kind === 'counts' && candidate.fresh ? candidate.requests : null);
  addRow(recent, [seconds, requests, errors, asked, sent === null ? 0 : 1, sent ?? 0, candidate.routed ?? 0]);
}

/** The counts of a track; none where it is absent. */
export const countsOf = (track: TrackBlock): Readonly<Totals> => (track.kind === 'counts' ? track : NO_TOTALS);

/** Why the candidate's zero is not believed: the router sent requests that the metrics do not show, or nobody sent any for a minute. */
export function candidateSilence({ sums }: Recent): 'absent' | 'no-traffic' | null {
  if ((sums[CANDIDATE] ?? 0) > 0) return null;
  if ((sums[ROUTED] ?? 0) >= ROUTED_ENOUGH) return 'absent';
  const whole = (sums[SECONDS] ?? 0) >= WINDOW_SECONDS;
  return whole && (sums[KNOWN] ?? 0) > 0 && sums[SENT] === 0 ? 'no-traffic' : null;
}

/** What the stable track did in the last minute and in the last ten seconds. */
export interface Lately {
  readonly minute: Totals;
  readonly tenSeconds: Totals;
}

/** Summed once for all comparisons of a block. */
export const latelyIn = (recent: Minute): Lately => ({
  minute: { requests: recent.sums[REQUESTS] ?? 0, errors: recent.sums[ERRORS] ?? 0 },
  tenSeconds: newest(recent, SHORT_SECONDS),
});

/** Whether the stable track itself had two events or more, and a share over the limit. */
export function stableOver(totals: Totals, event: Event, limit: number): boolean {
  const events = eventsIn(event, totals);
  return events >= 2 && events > limit * totals.requests;
}
