import { aBlueGreen, aRolling } from '../../src/testing/builders.ts';
import { units, type World } from './world.ts';

const PLAIN = {
  deployments: 1,
  hasStable: true,
  from: 'awaiting-approval',
  calendars: ['open'],
  onOpen: 'hold',
  evidenceUnits: null,
  approvalUnits: null,
  timeoutUnits: null,
} as const;

// Each world is explored to its last state and has its own theme; what they share is in every one of them.

/** A canary on its way: effects that fail, verdicts, time. */
export const CANARY: readonly World[] = [
  {
    ...PLAIN,
    name: 'one deployment from the commit to its end, every effect may fail, the process may die',
    from: 'opened',
    moves: ['failures', 'aborts', 'crash', 'close'],
  },
  {
    ...PLAIN,
    name: 'a first release: nothing to go back to',
    hasStable: false,
    moves: ['failures', 'verdicts', 'crash', 'close'],
  },
  {
    ...PLAIN,
    name: 'judging: every verdict, health, questions and answers',
    timeoutUnits: 5,
    moves: ['verdicts', 'health', 'answers', 'crash'],
  },
  {
    ...PLAIN,
    name: 'the clock jumps and the control plane is away',
    timeoutUnits: 4,
    moves: ['clock', 'verdicts'],
  },
];

/** What makes a deployment wait: people, windows, calendars. */
export const HOLDING: readonly World[] = [
  {
    ...PLAIN,
    name: 'holding: people, a window, and approvals that run out mid-rollout',
    calendars: ['window'],
    approvalUnits: 2,
    timeoutUnits: 4,
    moves: ['holds', 'crash'],
  },
  {
    ...PLAIN,
    name: 'a window opens and the plan says roll back',
    calendars: ['window'],
    onOpen: 'rollback',
    moves: ['holds', 'failures'],
  },
  {
    ...PLAIN,
    name: 'a calendar that cannot be read',
    calendars: ['unreadable', 'open'],
    moves: ['holds'],
  },
];

/** The other ways into production. */
export const STRATEGIES: readonly World[] = [
  {
    ...PLAIN,
    name: 'blue-green: the flip, its validation period, and the way back',
    strategy: aBlueGreen({ validationPeriod: units(1) }),
    moves: ['failures', 'verdicts', 'answers', 'crash'],
  },
  {
    ...PLAIN,
    name: 'rolling, the new instances first: every effect may fail, also on the way back',
    strategy: aRolling({ batchDuration: units(1) }),
    moves: ['failures', 'crash'],
  },
  {
    ...PLAIN,
    name: 'rolling, the old instances first, and a window opens',
    strategy: aRolling({
      batchDuration: units(1),
      maxUnavailable: { kind: 'count', count: 1 },
      maxSurge: { kind: 'count', count: 0 },
    }),
    calendars: ['window'],
    moves: ['verdicts', 'holds'],
  },
];

/** The environment beside the deployment, and who signs for it. */
export const ENVIRONMENT: readonly World[] = [
  {
    ...PLAIN,
    name: 'somebody holds production, and it is red or not as recorded',
    moves: ['environment', 'holds', 'close', 'crash'],
  },
  {
    ...PLAIN,
    name: 'approvers break the glass, and a key counts no longer',
    moves: ['glass', 'withdrawals'],
  },
  {
    ...PLAIN,
    name: 'an earlier release is brought back after completion: every effect may fail',
    from: 'brought',
    calendars: ['window'],
    moves: ['failures', 'holds', 'environment', 'close', 'crash'],
  },
];

/** One deployment behind the other. */
export const TWO: World = {
  ...PLAIN,
  name: 'two deployments of one unit, the second released after the first',
  deployments: 2,
  from: 'opened',
  moves: ['close', 'aborts', 'crash'],
};

/** The world in which the guard is all that is left: forged histories, slots and rollback targets taken away. */
export const TAMPERED: World = {
  ...PLAIN,
  name: 'tampering: forged evidence, rehearsals and approvals; slot and rollback target taken away',
  from: 'tampered',
  calendars: ['open', 'window'],
  evidenceUnits: 3,
  approvalUnits: 2,
  timeoutUnits: 4,
  moves: ['tampering'],
};
