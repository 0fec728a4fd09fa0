import type { DeploymentEvent, Ending } from '../deployment/event.ts';
import type { Deployment } from '../deployment/state.ts';
import type { NoticeKind } from './kind.ts';

type Plain = Readonly<Partial<Record<DeploymentEvent['type'], NoticeKind>>>;

/** Events that always mean the same to somebody outside. What is in neither table is told to nobody. */
const PLAIN: Plain = {
  DeploymentOpened: 'deployment.opened',
  RestorationOpened: 'deployment.opened',
  DeploymentReturned: 'deployment.returned',
  StagingStarted: 'staging.started',
  StagingReady: 'staging.ready',
  ApprovalRequested: 'approval.requested',
  ApprovalGranted: 'approval.granted',
  ApprovalsVoided: 'approval.voided',
  PromotionWaits: 'promotion.waiting',
  PromotionStarted: 'promotion.started',
  TrafficShifted: 'traffic.shifted',
  StageAdvanced: 'stage.advanced',
  GlassBroken: 'stage.shortened',
  HoldPlaced: 'hold.placed',
  HoldLifted: 'hold.lifted',
  CheckpointOpened: 'checkpoint.opened',
  CheckpointAnswered: 'checkpoint.answered',
  ProductionDeployed: 'production.deployed',
  RolledBack: 'rollback.finished',
  ReminderDue: 'rollback.reminder',
  DeploymentCompleted: 'deployment.completed',
  DeploymentClosed: 'deployment.closed',
};

const ENDINGS: Readonly<Record<Ending, NoticeKind>> = {
  'packaging-failed': 'packaging.failed',
  'staging-failed': 'staging.failed',
  rejected: 'approval.rejected',
  expired: 'approval.expired',
  aborted: 'deployment.aborted',
  superseded: 'deployment.superseded',
};

/** What an event means to somebody outside, most telling first; `before` and `after` is the deployment around it. */
export function kindsOf(event: DeploymentEvent, before: Deployment | null, after: Deployment): readonly NoticeKind[] {
  switch (event.type) {
    case 'DeploymentStopped':
      return [ENDINGS[event.ending]];
    case 'RollbackStarted':
      return before?.phase === 'baking' ? ['issue.detected', 'rollback.started'] : ['rollback.started'];
    case 'RollbackStepFailed':
      // Only the failure that makes it a person's matter: the tries after it are no news.
      return before?.phase !== 'rollback-failed' && after.phase === 'rollback-failed' ? ['rollback.failed'] : [];
    case 'PreflightFailed':
      // Looked at again and again until it is good: only that it began is news.
      return isRed(after) && (before === null || !isRed(before)) ? ['promotion.red'] : [];
    default: {
      const kind = PLAIN[event.type];
      return kind === undefined ? [] : [kind];
    }
  }
}

const isRed = (deployment: Deployment): boolean => 'redSince' in deployment && deployment.redSince !== null;

/** Whether an event may mean something to somebody outside, before anything is read for it. */
export const mayMatter = (type: string): boolean =>
  Object.hasOwn(PLAIN, type) ||
  ['DeploymentStopped', 'RollbackStarted', 'RollbackStepFailed', 'PreflightFailed'].includes(type);
