import type { DeploymentEvent } from '../../src/core/deployment/event.ts';
import type { Plan } from '../../src/core/plan/plan.ts';

/** An event by its name. */
export type Event<T extends DeploymentEvent['type']> = Extract<DeploymentEvent, { type: T }>;

/**
 * What the oracle has seen of one deployment: collected from the raw events alone, by its own reading of the rules. It
 * imports types only and shares no code with the guard, the decisions or the fold of the state.
 */
export interface Known {
  readonly id: string;
  readonly plan: Plan | null;
  readonly planDigest: string;
  readonly validated: Event<'StagingValidated'>['evidence'] | null;
  readonly rehearsed: Event<'RehearsalPassed'>['certificate'] | null;
  readonly approvals: readonly Event<'ApprovalGranted'>['approval'][];
  readonly calendar: Event<'DeploymentOpened'>['calendar'] | null;
  readonly life: 'before' | 'promoted' | 'going-back' | 'unanswered' | 'over';
  readonly holds: readonly string[];
  readonly isAsked: boolean;
  /** A person signed why the release goes on top of a red environment. */
  readonly isRedAnswered: boolean;
  /** The stage whose weight was confirmed, when, and how long nobody was there since. */
  readonly stage: number;
  readonly weightSince: number | null;
  readonly missed: number;
  readonly isBaking: boolean;
  readonly smokes: number;
  /** When the last verdict since then said pass; null when it said anything else, or was overtaken. */
  readonly passAt: number | null;
  readonly proceeds: boolean;
  /** All but the time is proven, by what the judge last said of this stage. */
  readonly isProven: boolean;
  /** Who shortened this stage, and from when on that counts. */
  readonly glass: { readonly by: readonly string[]; readonly at: number } | null;
  /** What the judge last said of this stage; null when that was overtaken. */
  readonly lastSaid: string | null;
  readonly isAllOn: boolean;
  readonly isTrafficBack: boolean;
  readonly isStableGood: boolean;
  /** The first rule that an event itself broke. */
  readonly broken: string | null;
}

export const nothingKnown: Known = {
  id: '',
  plan: null,
  planDigest: '',
  validated: null,
  rehearsed: null,
  approvals: [],
  calendar: null,
  life: 'before',
  holds: [],
  isAsked: false,
  isRedAnswered: false,
  stage: 0,
  weightSince: null,
  missed: 0,
  isBaking: false,
  smokes: 0,
  passAt: null,
  proceeds: false,
  isProven: false,
  glass: null,
  lastSaid: null,
  isAllOn: false,
  isTrafficBack: false,
  isStableGood: false,
  broken: null,
};
