/** The two tracks, in the order in which they are reported. */
export const TRACKS = ['stable', 'candidate'] as const;

/** One of the two releases that may run side by side. */
export type Track = (typeof TRACKS)[number];

/** Where users' requests go: the candidate's share in tenths of a percent, the rest to stable; or nowhere. */
export type Traffic = { readonly kind: 'split'; readonly candidate: number } | { readonly kind: 'out-of-service' };

/** Whether returning users are known again: by the cookie with their bucket, or not at all. */
export type Sticky = 'cookie' | 'none';

/** An instance and where it listens. */
export interface Member {
  readonly id: string;
  readonly address: string;
}

/** All that decides where a request goes. */
export interface Routing {
  readonly traffic: Traffic;
  readonly sticky: Sticky;
  readonly stable: readonly Member[];
  readonly candidate: readonly Member[];
}

/** What is to be different; what is absent stays as it is. */
export interface Change {
  readonly traffic?: Traffic;
  readonly sticky?: Sticky;
  readonly stable?: readonly Member[];
  readonly candidate?: readonly Member[];
}

/** Why a change is not made. */
export interface Refused {
  readonly refused: string;
  readonly message: string;
}

/** How a router begins that nobody has told anything yet. */
export const NOWHERE: Routing = { traffic: { kind: 'out-of-service' }, sticky: 'none', stable: [], candidate: [] };

/** The candidate's share in tenths of a percent. */
export const candidateShare = (traffic: Traffic): number => (traffic.kind === 'split' ? traffic.candidate : 0);

/** The routing after a change, or why it cannot be: no request may be sent to a track that has nobody to answer it. */
export function changed(routing: Routing, change: Change): Routing | Refused {
  const next = { ...routing, ...change };
  const ids = [...next.stable, ...next.candidate].map((member) => member.id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) return { refused: 'member-twice', message: `member ${twice} is named twice` };
  for (const track of TRACKS) {
    if (shareOf(next.traffic, track) > 0 && next[track].length === 0) {
      return { refused: 'track-without-members', message: `${track} would get traffic, but has no members` };
    }
  }
  return next;
}

function shareOf(traffic: Traffic, track: Track): number {
  if (traffic.kind === 'out-of-service') return 0;
  return track === 'candidate' ? traffic.candidate : 1000 - traffic.candidate;
}
