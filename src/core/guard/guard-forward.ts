import type { ForwardEffect } from '../deployment/effect.ts';
import type { Baking, Deployment, QueuedForProduction, RollingOut } from '../deployment/state.ts';
import type { Slot } from '../environment/slot.ts';
import type { Instant } from '../kernel/instant.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import { heldTo } from '../plan/policy/held-to.ts';
import { refuseOutdatedCalendar } from '../plan/policy/windows-in-force.ts';
import { promotionInForce, refuseWithoutApproval } from './approval.ts';
import { refuseOnHeldEnvironment, refuseUnlessHolder } from './holder.ts';
import { refuseWithoutRollback } from './rollback-ready.ts';
import { refuseWithoutEvidence } from './staging-evidence.ts';
import { refuseInsideWindow } from './window.ts';

/** What was looked up just before the effect. */
export interface Present {
  readonly at: Instant;
  readonly rollbackTargetPresent: boolean;
}

/** The states from which a forward production effect may follow. */
export type Promotable = QueuedForProduction | RollingOut | Baking;

/** One rule the guard asks. */
export interface GuardClause {
  readonly rule: string;
  refuse(deployment: Promotable, slot: Slot, now: Present): Refusal | null;
}

/** Everything the guard asks, in order: the first refusal is the answer. */
export const GUARD_CLAUSES: readonly GuardClause[] = [
  { rule: 'R9 holder', refuse: (of, slot) => refuseUnlessHolder(of.plan, of.opening.id, slot) },
  { rule: 'R10 environment hold', refuse: (of, slot) => refuseOnHeldEnvironment(of.plan, slot) },
  { rule: 'R1 staging evidence', refuse: (of, _, now) => refuseWithoutEvidence(of.plan, of.evidence, now.at) },
  {
    rule: 'R4 rollback ready',
    refuse: (of, _, now) => refuseWithoutRollback(of.plan, of.certificate, now.rollbackTargetPresent, now.at),
  },
  {
    rule: 'R2 approval',
    refuse: (of, slot, now) =>
      refuseWithoutApproval(
        {
          ...{ deploymentId: of.opening.id, plan: of.plan, planDigest: of.planDigest },
          ...{ servedForReal: slot.servedForReal, inForce: promotionInForce(slot) },
        },
        of.approvals,
        now.at,
      ),
  },
  {
    rule: 'R3 blackout window',
    refuse: (of, slot, now) => refuseOutdatedCalendar(of, slot) ?? refuseInsideWindow(of.calendar, now.at),
  },
];

/**
 * Stands in front of every forward production effect and asks R1 to R4, R9 and R10 again at that moment. Null means it may
 * begin. There is no flag, role or mode that skips it. The clauses are an argument only so that a test can show that each
 * one is needed.
 */
export function guardForward(
  effect: ForwardEffect,
  deployment: Deployment,
  slot: Slot,
  now: Present,
  clauses: readonly GuardClause[] = GUARD_CLAUSES,
): Refusal | null {
  if (deployment.phase !== 'rolling-out' && deployment.phase !== 'baking') {
    return refuse(
      'not-promoted',
      `${effect.kind} has no place while ${deployment.phase}`,
      `Look at it: plimsoll status ${deployment.opening.id}`,
    );
  }
  return refuseForward(deployment, slot, now, clauses);
}

/** The rules behind the guard, for the decision that starts a promotion. */
export function refuseForward(
  deployment: Promotable,
  slot: Slot,
  now: Present,
  clauses: readonly GuardClause[] = GUARD_CLAUSES,
): Refusal | null {
  const held = heldTo(deployment, slot);
  for (const clause of clauses) {
    const refusal = clause.refuse(held, slot, now);
    if (refusal !== null) return refusal;
  }
  return null;
}
