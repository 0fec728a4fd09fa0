import { canAnswer, mayUse } from '../approval/trust-list.ts';
import type { Opening } from '../core/deployment/opening.ts';
import type { Slot } from '../core/environment/slot.ts';
import { whyNotSeparate } from '../core/guard/separation.ts';
import type { Plan } from '../core/plan/plan.ts';
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

/** The enrolled persons who could approve a plan: named by its policy, with a key for its environment, kept apart by nothing. */
export function whoMayApprove(
  { trust, demoTrust }: ControlPlaneRecord,
  { policy, environment, demo }: Pick<Plan, 'policy' | 'environment' | 'demo'>,
  opening: Pick<Opening, 'requester' | 'authors'>,
  slot: Slot,
): readonly string[] {
  const { approvers } = policy.productionPromotion;
  const enrolled = (trust?.persons ?? []).filter(
    ({ name, groups }) => approvers.includes(name) || groups.some((group) => approvers.includes(group)),
  );
  const able = enrolled.filter(({ name }) =>
    trust?.keys.some((key) => key.person === name && mayUse(key, environment)),
  );
  const labelled = demoTrust !== null && demo && !slot.servedForReal ? [`${demoTrust.person} (DEMO)`] : [];
  const apart = able.filter(({ name }) => whyNotSeparate(name, opening, policy.productionPromotion) === null);
  return [...apart.map(({ name }) => name), ...labelled];
}
