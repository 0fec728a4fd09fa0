import type { LiveMember, LiveMembers } from './members.ts';
import { type RequestHead, TRACK_HEADER } from './message-head.ts';
import { type Routing, TRACKS, type Track } from './routing.ts';
import type { SecondRows } from './second-rows.ts';
import { SLOTS, spread } from './spread.ts';

/** A short answer of the router itself. */
export interface ShortAnswer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter?: number;
}

/** A request that a track was chosen for. It is counted where it belongs, whatever becomes of it. */
export interface Assigned {
  readonly track: Track;
  /** The bucket that a new user is to keep; undefined for everybody else. */
  readonly newBucket: number | undefined;
  /** The member to ask; another one of the track when the first could not be reached. */
  first(): LiveMember | undefined;
  other(unreachable: LiveMember): LiveMember | undefined;
  ended(isError: boolean): void;
  aborted(): void;
  /** A web socket stands from now on, until what is given back is called. */
  opened(): () => void;
  /** The instance broke a web socket off. */
  cut(): void;
}

/** What of a request decides where it goes. */
type Asked = Pick<RequestHead, 'track' | 'bucket'>;

/** Chooses where each request goes. */
export interface Dispatch {
  assign(request: Asked): Assigned | ShortAnswer;
  /** Whether returning users are known by their bucket just now. */
  isSticky(): boolean;
}

/** What a dispatch needs to know. */
export interface DispatchOptions {
  readonly routing: () => Routing;
  readonly members: LiveMembers;
  readonly rows: SecondRows;
  readonly steady: () => number;
}

// How long a member that could not be reached is asked last.
const AVOIDED = 1_000;

const OUT_OF_SERVICE: ShortAnswer = { status: 503, text: 'out of service', retryAfter: 5 };

/** Whether a choice is an answer of the router's own. */
export const isShortAnswer = (choice: Assigned | ShortAnswer): choice is ShortAnswer => 'status' in choice;

/**
 * Shares requests out by weight; the test route reaches a track at any weight and is counted apart. A returning user's bucket
 * takes the place of a slot: the candidate's are those below its share, so that more weight only adds buckets to it, less only
 * takes some away, and none frees all.
 */
export function dispatch({ routing, members, rows, steady }: DispatchOptions): Dispatch {
  const nextSlot = spread();

  const assigned = (track: Track, isTest: boolean, newBucket?: number): Assigned => {
    const began = steady();
    rows.count(track, isTest ? 'tested' : 'routed', began);
    return {
      track,
      newBucket,
      first: () => members.pick(track, began),
      other: (unreachable) => {
        const now = steady();
        unreachable.avoidUntil = now + AVOIDED;
        const other = members.pick(track, now, unreachable);
        if (other !== undefined && !isTest) rows.count(track, 'retried', now);
        return other;
      },
      ended: (isError) => {
        const now = steady();
        if (!isTest) rows.ended(track, now - began, isError, now);
      },
      aborted: () => {
        if (!isTest) rows.count(track, 'aborted', steady());
      },
      opened: () => {
        rows.stand(track, 1, steady());
        return () => rows.stand(track, -1, steady());
      },
      cut: () => {
        if (!isTest) rows.count(track, 'cut', steady());
      },
    };
  };

  return {
    isSticky: () => routing().sticky === 'cookie',
    assign: ({ track: asked, bucket }) => {
      if (asked !== undefined) {
        const track = TRACKS.find((name) => name === asked);
        if (track === undefined) return { status: 400, text: `${TRACK_HEADER} is stable or candidate` };
        if (routing()[track].length === 0) return { status: 503, text: `${track} has no members` };
        return assigned(track, true);
      }
      const { traffic, sticky } = routing();
      if (traffic.kind === 'out-of-service') return OUT_OF_SERVICE;
      const share = traffic.candidate;
      const isKnown = sticky === 'cookie' && bucket !== undefined;
      const slot = isKnown ? bucket : nextSlot();
      // Where one track serves everybody there is nothing to keep, and responses stay free of a cookie.
      const isWorthKeeping = sticky === 'cookie' && !isKnown && share > 0 && share < SLOTS;
      return assigned(slot < share ? 'candidate' : 'stable', false, isWorthKeeping ? slot : undefined);
    },
  };
}
