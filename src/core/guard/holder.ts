import type { Slot } from '../environment/slot.ts';
import type { DeploymentId } from '../kernel/id.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import type { Plan } from '../plan/plan.ts';
import { principalText } from '../principal/principal.ts';
import { digestsOf } from '../unit/release.ts';

/** R9: this deployment holds the environment, and what it would replace is still what its plan says. */
export function refuseUnlessHolder(plan: Plan, deployment: DeploymentId, slot: Slot): Refusal | null {
  if (slot.holder !== deployment) {
    return refuse(
      'not-the-holder',
      `${slot.holder ?? 'Nobody'} holds ${slot.environment}`,
      'Wait: the queue goes on by itself when the holder is done',
    );
  }
  if (!isPlannedStable(plan, slot)) {
    return refuse(
      'stable-changed',
      `What serves ${slot.environment} is not what the plan replaces`,
      'Approve again after the new rehearsal; it begins by itself',
    );
  }
  return null;
}

/** Whether the slot's stable release is the one the plan would roll back to. */
export function isPlannedStable(plan: Plan, slot: Slot): boolean {
  const { rollbackTarget: target } = plan;
  if (target.kind === 'out-of-service') return slot.stable === null;
  return slot.stable?.release.id === target.releaseId;
}

/** R10: after a rollback the environment is held, and the artifacts that failed are refused, until a person answers; and what somebody holds is held. */
export function refuseOnHeldEnvironment(plan: Plan, slot: Slot): Refusal | null {
  if (slot.hold === null) return refuseOnPersonHold(slot);
  const remedy = `An approver answers it: plimsoll decide ${slot.hold.deployment} close --root-cause TEXT`;
  const isBarred = digestsOf(plan.release).some((digest) => slot.hold?.barred.includes(digest));
  return isBarred
    ? refuse('digests-barred', 'These artifacts were rolled back and nobody has answered for it yet', remedy)
    : refuse('environment-held', `${slot.environment} is on hold since a rollback`, remedy);
}

function refuseOnPersonHold({ personHold, environment }: Slot): Refusal | null {
  if (personHold === null) return null;
  return refuse(
    'environment-held',
    `${principalText(personHold.by)} holds ${environment}: ${personHold.reason}`,
    `An approver lets it go: plimsoll environment release ${environment} --reason TEXT`,
  );
}
