import type { Phase } from './state.ts';

const ALL: Readonly<Record<Phase, true>> = {
  packaging: true,
  queued: true,
  'deploying-to-staging': true,
  validating: true,
  rehearsing: true,
  'awaiting-approval': true,
  'rolling-out': true,
  baking: true,
  completed: true,
  'rolling-back': true,
  'rollback-failed': true,
  'rolled-back': true,
  closed: true,
  'packaging-failed': true,
  'staging-failed': true,
  rejected: true,
  expired: true,
  aborted: true,
  superseded: true,
};

/** Every phase, in the order of a deployment's life. */
export const PHASES = Object.keys(ALL) as readonly Phase[];
