import type { Duration } from '../kernel/duration.ts';
import type { Instant } from '../kernel/instant.ts';

/** Where a blackout window comes from, as written; the zone is always named. Turned into intervals outside the core. */
export type WindowSource =
  | {
      readonly kind: 'cron';
      readonly name: string;
      readonly cron: string;
      readonly duration: Duration;
      readonly timezone: string;
    }
  | {
      readonly kind: 'dates';
      readonly name: string;
      readonly from: string;
      readonly to: string;
      readonly timezone: string;
    }
  | {
      readonly kind: 'rrule';
      readonly name: string;
      readonly rrule: string;
      /** The first start, which the rule counts from. */
      readonly starts: string;
      readonly duration: Duration;
      /** Starts that fall out, and starts beside the rule. */
      readonly exdates: readonly string[];
      readonly rdates: readonly string[];
      readonly timezone: string;
    }
  | {
      readonly kind: 'ics';
      readonly name: string;
      /** An http or https address, or a file of the unit's folder. */
      readonly ics: string;
      /** Which events are windows, by their summary: `^` before it, `$` behind it, else anywhere in it; null takes all. */
      readonly match: string | null;
      readonly refresh: Duration;
      /** Older than this the feed is not believed any more, and every moment counts as inside a window. */
      readonly staleAfter: Duration;
      /** Private addresses, as ranges, that the feed may be read from. */
      readonly allowPrivate: readonly string[];
      /** The zone of what the feed leaves without one. */
      readonly timezone: string;
    };

/** The windows of a unit and what they do to work in flight. */
export interface WindowPolicy {
  readonly sources: readonly WindowSource[];
  readonly onOpen: 'hold' | 'rollback';
  /** `whole-run` refuses a plan whose forecast runs into a window; `start` only looks at its beginning. */
  readonly lookahead: 'whole-run' | 'start';
}

/** One occurrence of a window: [from, to). */
export interface WindowInterval {
  readonly name: string;
  readonly from: Instant;
  readonly to: Instant;
}

/** All occurrences known up to a horizon. Past the horizon nothing is known, so every moment there counts as inside a window. */
export interface Calendar {
  readonly intervals: readonly WindowInterval[];
  readonly knownUntil: Instant;
  /** When a feed in it is too old to be believed, unless it was read again; absent where nothing grows old. */
  readonly staleAt?: Instant;
  /** When a feed in it is to be read again. */
  readonly refreshAt?: Instant;
  /** Why it is not known as far as it should be, or was not read just now. */
  readonly problem?: string;
}
