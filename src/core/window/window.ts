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
}
