import type { ProblemError, ProblemKind } from '../api/problem.ts';
import type { DeploymentView } from '../api/view.ts';

/** The exit codes that programs may rely on (docs/reference/exit-codes.md). */
export const EXIT = {
  good: 0,
  bug: 1,
  usage: 2,
  config: 3,
  refused: 4,
  stagingFailed: 5,
  waiting: 6,
  stopped: 7,
  rolledBack: 8,
  rollbackUnfinished: 9,
  issueDetected: 10,
  contactLost: 11,
  notAllowed: 12,
  altered: 13,
  unmet: 14,
  incomplete: 15,
  changes: 20,
  timeout: 124,
  interrupted: 130,
} as const;

const BY_KIND: Readonly<Record<ProblemKind, number>> = {
  usage: EXIT.usage,
  config: EXIT.config,
  refused: EXIT.refused,
  changed: EXIT.refused,
  'not-found': EXIT.usage,
  'not-signed-in': EXIT.notAllowed,
  'not-allowed': EXIT.notAllowed,
  unavailable: EXIT.contactLost,
  bug: EXIT.bug,
};

/** The exit code of a request that was not granted. */
export function exitOfProblem(error: ProblemError): number {
  const code = error.problems[0]?.code ?? '';
  if (code === 'journal-altered') return EXIT.altered;
  // The state cannot be used, and nothing was changed: refused, not lost.
  if (code.startsWith('journal-') || code.startsWith('state-')) return EXIT.refused;
  return BY_KIND[error.kind];
}

/** How far `deploy` waits. */
export type WaitFor = 'staging' | 'approval' | 'production' | 'complete';

/** The exit code of a deployment as recorded, for somebody who waits so far; null while it is still under way. */
export function exitOfView(view: DeploymentView, waitFor: WaitFor): number | null {
  switch (view.phase) {
    case 'completed':
      return EXIT.good;
    case 'packaging-failed':
      return view.refused === null ? EXIT.stagingFailed : EXIT.refused;
    case 'staging-failed':
      return EXIT.stagingFailed;
    case 'rejected':
    case 'expired':
    case 'aborted':
    case 'superseded':
      return EXIT.stopped;
    case 'rollback-failed':
      return EXIT.rollbackUnfinished;
    case 'rolled-back':
    case 'closed':
      return view.signal === 'ISSUE_DETECTED' ? EXIT.issueDetected : EXIT.rolledBack;
    default:
      return isReached(view, waitFor) ? EXIT.good : null;
  }
}

const REACHED: Readonly<Record<WaitFor, readonly DeploymentView['phase'][]>> = {
  staging: ['validating', 'rehearsing', 'awaiting-approval', 'rolling-out', 'baking'],
  approval: ['awaiting-approval', 'rolling-out', 'baking'],
  production: ['baking'],
  complete: [],
};

const isReached = (view: DeploymentView, waitFor: WaitFor): boolean => REACHED[waitFor].includes(view.phase);
