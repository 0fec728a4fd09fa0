import type { CommitSummary } from '../core/deployment/event.ts';
import type { RollbackCause } from '../core/deployment/rollback-cause.ts';
import type { Instant } from '../core/kernel/instant.ts';
import type { Plan } from '../core/plan/plan.ts';
import type { Release } from '../core/unit/release.ts';
import { type DeploymentRecord, last } from './record.ts';

/** How a release left production: in a rollback of the deployment that brought it, or in a restoration after that was over. */
export interface WayBack {
  readonly cause: RollbackCause;
  readonly at: Instant;
  readonly plan: Plan;
  readonly planDigest: string;
  /** What comes back; null where a first release is taken out of service. */
  readonly rollbackRelease: Release | null;
  readonly commits: readonly CommitSummary[] | undefined;
}

/** The way back that a record tells of; null where there was none. */
export function wayBackOf(record: DeploymentRecord): WayBack | null {
  const restored = last(record, 'RestorationOpened');
  if (restored !== undefined) {
    const { cause, at, plan, planDigest, rollbackRelease } = restored;
    return { cause, at, plan, planDigest, rollbackRelease, commits: undefined };
  }
  const [started, sealed] = [last(record, 'RollbackStarted'), last(record, 'PlanSealed')];
  if (started === undefined || sealed === undefined) return null;
  const { plan, planDigest, rollbackRelease, commits } = sealed;
  return { cause: started.cause, at: started.at, plan, planDigest, rollbackRelease, commits };
}
