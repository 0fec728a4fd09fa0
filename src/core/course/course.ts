import type { Instant } from '../kernel/instant.ts';
import type { ReasonCode, VerdictState } from '../verdict/verdict.ts';

/** What is known of a metric at the end of a stretch of time, in the metric's own unit. Null: nothing is known. */
export interface CoursePoint {
  /** The end of the stretch. */
  readonly at: Instant;
  readonly seconds: number;
  /** The stage it belongs to: what is observed counts from that stage's beginning. */
  readonly stage: number | 'bake';
  /** The candidate since the stage began, and between what it is proven to lie. */
  readonly observed: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** The stable track since the stage began. */
  readonly baseline: number | null;
  readonly limit: number | null;
  /** The least and the most that was measured of the candidate within this stretch alone. */
  readonly least: number | null;
  readonly most: number | null;
  /** The candidate's requests in this stretch. */
  readonly requests: number;
  /** Seconds of it in which nothing was heard of the candidate. */
  readonly silent: number;
}

/** The course of one comparison over a rollout. */
export interface Course {
  /** Its text; of a gate with several comparisons, the one that this is about. */
  readonly gate: string;
  readonly metric: string;
  readonly kind: 'gate' | 'trigger';
  /** `ratio`, `ms`, or the unit that was declared. */
  readonly unit: string;
  /** On which side of the limit it is broken. */
  readonly breach: 'above' | 'below';
  /** How the gate stands now; null where the stage under way does not ask it. */
  readonly stands: { readonly state: VerdictState; readonly reason: ReasonCode; readonly text: string } | null;
  readonly points: readonly CoursePoint[];
}

/** Something that happened at a moment of a rollout. */
export interface CourseMark {
  readonly at: Instant;
  readonly kind: 'weight' | 'asked' | 'answered' | 'rollback' | 'done';
  readonly text: string;
}

/** A time in which the weight might not rise. */
export interface CourseHold {
  readonly from: Instant;
  /** Null while it stands. */
  readonly to: Instant | null;
  readonly reason: string;
  readonly text: string;
}

/** What was measured of a rollout from its first judged second on, and what was done meanwhile. */
export interface CanaryCourse {
  readonly from: Instant;
  /** Until when something was measured. */
  readonly now: Instant;
  /** Where the stage under way ends as planned; `now` when it is over. */
  readonly until: Instant;
  readonly courses: readonly Course[];
  readonly marks: readonly CourseMark[];
  readonly holds: readonly CourseHold[];
}
