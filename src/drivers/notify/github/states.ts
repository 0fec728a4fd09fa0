import { type NoticeKind, TEST_KIND } from '../../../core/notice/kind.ts';

/** The states of a deployment on GitHub that we set. */
export type DeploymentState = 'queued' | 'pending' | 'in_progress' | 'success' | 'failure' | 'error' | 'inactive';

/** The states of a commit's status. */
export type StatusState = 'pending' | 'success' | 'failure' | 'error';

/** What one environment shows from a moment on. */
export interface Shown {
  readonly where: 'staging' | 'production';
  readonly state: DeploymentState;
  /** In the words of our phases. */
  readonly words: string;
}

const STAGING = (state: DeploymentState, words: string): Shown => ({ where: 'staging', state, words });
const PRODUCTION = (state: DeploymentState, words: string): Shown => ({ where: 'production', state, words });

const SHOWN: Readonly<Partial<Record<NoticeKind | typeof TEST_KIND, readonly Shown[]>>> = {
  'deployment.opened': [STAGING('queued', 'is being packaged')],
  'packaging.failed': [STAGING('error', 'could not be packaged')],
  'staging.started': [STAGING('in_progress', 'goes to staging')],
  'staging.ready': [STAGING('success', 'STAGING_READY')],
  'staging.failed': [STAGING('failure', 'STAGING_FAILED')],
  'approval.requested': [PRODUCTION('pending', 'waits for a person')],
  'approval.voided': [PRODUCTION('pending', 'must be approved again')],
  'approval.rejected': [PRODUCTION('failure', 'was rejected')],
  'approval.expired': [PRODUCTION('failure', 'was not approved in time')],
  'promotion.waiting': [PRODUCTION('queued', 'is approved and waits its turn')],
  'promotion.started': [PRODUCTION('in_progress', 'is being rolled out')],
  'production.deployed': [PRODUCTION('in_progress', 'PRODUCTION_DEPLOYED, bakes')],
  'rollback.started': [PRODUCTION('failure', 'ROLLBACK_TRIGGERED')],
  'rollback.failed': [PRODUCTION('error', 'cannot be rolled back, act now')],
  'rollback.finished': [PRODUCTION('failure', 'was rolled back, stable is verified')],
  'deployment.completed': [PRODUCTION('success', 'DEPLOYMENT_COMPLETE')],
  'deployment.aborted': [PRODUCTION('inactive', 'was aborted')],
  'deployment.superseded': [PRODUCTION('inactive', 'was superseded')],
  // In an environment of its own, where it says nothing of any other.
  [TEST_KIND]: [STAGING('success', 'was asked for to see whether messages arrive')],
};

/** What a repository shows after this; nothing where it shows what it did. */
export const shownBy = (kind: NoticeKind | typeof TEST_KIND): readonly Shown[] => SHOWN[kind] ?? [];

/** A commit's status knows fewer words. */
export function statusOf(state: DeploymentState): StatusState {
  switch (state) {
    case 'success':
    case 'failure':
    case 'error':
      return state;
    case 'inactive':
      return 'error';
    default:
      return 'pending';
  }
}
