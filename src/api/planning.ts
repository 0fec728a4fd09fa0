import type { CommitSummary } from '../core/deployment/event.ts';
import type { ConfigChange } from '../core/plan/config-changes.ts';
import type { PlanDifference } from '../core/plan/diff.ts';
import type { ForecastStage } from '../core/plan/forecast.ts';
import type { Plan } from '../core/plan/plan.ts';
import type { PolicyStanding } from '../core/plan/policy/standing.ts';
import type { PowerCheck } from '../core/verdict/power/power-check.ts';
import type { RollbackTargetView } from './outlook.ts';

/** Names the plan that a deployment must come to. */
export type PlanReference =
  | { readonly kind: 'file'; readonly text: string }
  | { readonly kind: 'digest'; readonly digest: string };

/** A window with its times. */
export interface NamedWindow {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** Whether the run fits between the blackout windows, over its whole length. */
export interface WindowForecastView {
  readonly from: string;
  readonly to: string;
  readonly conflict: NamedWindow | null;
  readonly unknown: string | null;
  readonly nextFree: string | null;
  readonly after: NamedWindow | null;
}

/** What is shown beside a plan and is no part of it. */
export interface BesidePlan {
  /** What lies between what serves and this commit. */
  readonly commits: readonly CommitSummary[];
  readonly configChanges: readonly ConfigChange[];
  readonly forecast: WindowForecastView;
  /** Who could approve, of those who are enrolled. */
  readonly mayApprove: readonly string[];
  readonly policy: PolicyStanding;
  /** How the plan differs from the one of the same deployment that was shown before; empty where there was none. */
  readonly changedSince: readonly PlanDifference[];
  /** Holds and drift of the environment: what keeps the promotion from beginning even when it is approved. */
  readonly inTheWay: readonly string[];
}

/** A plan after packaging, and its file. */
export interface SealedPlan {
  readonly planDigest: string;
  readonly plan: Plan;
  /** What `plan --out` writes. */
  readonly file: string;
}

/** A look ahead: what would be done. */
export interface PlanView extends Omit<BesidePlan, 'changedSince'> {
  readonly unit: string;
  readonly environment: string;
  readonly version: string;
  readonly commit: string;
  readonly dirtyPaths: readonly string[];
  readonly replaces: { readonly version: string; readonly commit: string } | null;
  /** Whether a deployment would change anything: `--exit-code` leaves with 20 then. */
  readonly changes: boolean;
  readonly strategy: Plan['strategy'];
  readonly strategyText: string;
  readonly bake: Plan['bake'];
  readonly triggers: readonly string[];
  readonly migrations: Plan['migrations'];
  readonly configDigest: string | null;
  readonly stages: readonly ForecastStage[];
  readonly bakeUntil: string;
  readonly approvers: readonly string[];
  readonly count: number;
  readonly notTested: readonly string[];
  /** What must be shown of the source, and what lies there for it now; empty where nothing is asked for. */
  readonly verification: readonly string[];
  /** The windows of the next two days. */
  readonly windows: readonly NamedWindow[];
  /** With the seconds of the last rehearsal on the way back to where it would go. */
  readonly rollbackTarget: RollbackTargetView;
  /** Whether the gates can be proven at the traffic that stable shows now. */
  readonly power: PowerCheck;
  /** Digest over the plan's content as far as it is known before packaging. */
  readonly intentDigest: string;
  /** The plan itself, where it was packaged for it; null for a mere look. */
  readonly sealed: SealedPlan | null;
}
