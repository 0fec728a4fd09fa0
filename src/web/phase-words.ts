import type { Meaning } from '../api/shown/meaning.ts';
import type { Phase } from '../core/deployment/state.ts';

/** How a phase is called on the page, and what it means to whoever glances at it. */
export const PHASE_WORDS: Readonly<Record<Phase, readonly [name: string, meaning: Meaning]>> = {
  packaging: ['Packaging', 'now'],
  queued: ['Queued', 'hold'],
  'deploying-to-staging': ['On staging', 'now'],
  validating: ['Validating', 'now'],
  rehearsing: ['Rehearsing', 'now'],
  'awaiting-approval': ['Waiting for approval', 'hold'],
  'rolling-out': ['Rolling out', 'now'],
  baking: ['Baking', 'now'],
  'rolling-back': ['Rolling back', 'fail'],
  'rollback-failed': ['Rollback not finished', 'fail'],
  'rolled-back': ['Rolled back', 'fail'],
  closed: ['Rolled back, closed', 'ahead'],
  completed: ['Complete', 'pass'],
  'packaging-failed': ['Packaging failed', 'fail'],
  'staging-failed': ['Staging failed', 'fail'],
  rejected: ['Rejected', 'ahead'],
  expired: ['Expired', 'ahead'],
  aborted: ['Aborted', 'ahead'],
  superseded: ['Superseded', 'ahead'],
};
