import { canAnswer } from '../approval/trust-list.ts';
import type { Slot } from '../core/environment/slot.ts';
import type { EnvironmentSpec } from '../core/unit/environment.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import type { ControlPlaneRecord } from './record.ts';

/** Whether anybody who is enrolled could answer the promotion checkpoint of an environment. */
export function canAnyoneApprove(
  { trust, demoTrust }: ControlPlaneRecord,
  environment: EnvironmentSpec,
  spec: UnitSpec,
  slot: Slot,
): boolean {
  if (demoTrust !== null && environment.demo && !slot.servedForReal) return true;
  return trust !== null && canAnswer(trust, spec.checkpoints.productionPromotion.approvers, environment.name);
}
