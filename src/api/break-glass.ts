import type { GlassQuestion } from '../approval/break-glass.ts';

/** The stage or bake under way as it is put before an approver who would shorten it. */
export interface GlassView {
  readonly question: GlassQuestion;
  /** What is shortened, in words: `stage 2/3 at 25 %` or `the bake`. */
  readonly what: string;
  /** When its time would be over by the plan. */
  readonly plannedEnd: string;
  /** What the judge says of it: only what is proven goes on sooner. */
  readonly verdict: string;
  /** Who may sign, by the plan. */
  readonly approvers: readonly string[];
  /** Who signed already, and from when on it counts; null while nobody did. */
  readonly broken: { readonly by: readonly string[]; readonly effectiveAt: string } | null;
}
