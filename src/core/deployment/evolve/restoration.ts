import { milliseconds } from '../../kernel/duration.ts';
import { NONE } from '../../kernel/weight.ts';
import { FIRST_ATTEMPT } from '../attempt.ts';
import type { DeploymentEvent } from '../event.ts';
import type { RollingBack } from '../state.ts';

/** A restoration begins on its way back: the earlier release is brought up first, and the traffic goes to it when it is. */
export function restorationOpened(event: Extract<DeploymentEvent, { type: 'RestorationOpened' }>): RollingBack {
  const { opening, calendar, plan, planDigest, release, rollbackRelease, at } = event;
  const { evidence, certificate, approvals, cause } = event;
  return {
    phase: 'rolling-back',
    ...{ opening, calendar, calendarReadAt: at, calendarDue: false, returns: 0, signal: 'ROLLBACK_TRIGGERED' },
    ...{ plan, planDigest, release, rollbackRelease, evidence, certificate, approvals, cause },
    promotedAt: at,
    startedAt: at,
    step: 'restore',
    traffic: { kind: 'split', candidate: NONE },
    holds: [],
    stage: { index: 0, since: null, extensions: 0, verdict: null },
    health: {
      candidate: { healthy: 0, total: 0 },
      stable: { healthy: 0, total: 0 },
      crashLooping: false,
      rollbackTargetPresent: true,
      badSince: null,
    },
    work: { accrued: milliseconds(0), since: null },
    checkpoint: null,
    trafficBackAt: null,
    verifiedAt: null,
    failures: 0,
    attempt: FIRST_ATTEMPT,
  };
}
