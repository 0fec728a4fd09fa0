import type { ActRequest } from '../approval/act/request.ts';
import type { Slot } from '../core/environment/slot.ts';
import type { UnitSpec } from '../core/unit/unit.ts';

/** Who may sign. What an approver adopted counts before what the newest file proposes. */
export function signersOf(slot: Slot, spec: UnitSpec): Pick<ActRequest, 'approvers' | 'requireAssurance' | 'factors'> {
  const { productionPromotion } = slot.policy?.protection.checkpoints ?? spec.checkpoints;
  const { approvers, requireAssurance, factors } = productionPromotion;
  return {
    approvers,
    ...(requireAssurance === undefined ? {} : { requireAssurance }),
    ...(factors === undefined ? {} : { factors }),
  };
}
