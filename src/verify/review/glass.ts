import { recheckGlass } from '../../approval/break-glass.ts';
import type { DeploymentEvent } from '../../core/deployment/event.ts';
import type { Opening } from '../../core/deployment/opening.ts';
import type { GlassSignature } from '../../core/guard/glass-signature.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { Entry } from '../../journal/chain.ts';
import { isSetApart, unfitOf } from './rules.ts';
import { askedBy } from './signers.ts';
import { inForce, type SlotFacts } from './slot-facts.ts';
import type { Broken, World } from './world.ts';

/** Whoever breaks the glass alone does so for everybody else's ten minutes, in milliseconds. */
const NOTICE = 600_000;

/** What broken glass is held against: what was sealed, and what is in force where it is broken. */
export interface GlassGrounds {
  readonly world: World;
  readonly id: string;
  readonly plan: Plan;
  readonly planDigest: string;
  readonly opening: Opening;
  readonly slot: SlotFacts;
}

/** What is wrong with broken glass. Approvers named by the plan, each once: two at once, or one and notice for everybody else. */
export function breakOfGlass(
  { phase, signatures, stageIndex, effectiveAt, at }: Extract<DeploymentEvent, { type: 'GlassBroken' }>,
  { proof }: Entry,
  grounds: GlassGrounds | undefined,
): Broken {
  if (proof !== 'signature') return 'R7: the glass was broken without a signature';
  if (grounds === undefined) return 'R7: the glass was broken before there was a plan';
  const { world, id, plan, planDigest, slot } = grounds;
  const { environment } = plan;
  const { controlPlaneId } = world;
  const about = { controlPlaneId, deploymentId: id, planDigest, environment, phase, stageIndex };
  const demoTrust = plan.demo && !slot.servedForReal ? world.demoTrust : null;
  for (const signature of signatures) {
    const refused = recheckGlass(signature, about, { trustList: world.trust, demoTrust });
    if (refused !== null) return `R7: the glass was broken: ${refused.message}`;
    const unfit = unfitToBreak(signature, grounds);
    if (unfit !== undefined) return `R7: the glass was broken: ${unfit}`;
  }
  const count = new Set(signatures.map(({ approver }) => approver)).size;
  return count >= 2 || effectiveAt - at >= NOTICE ? undefined : 'R7: one alone broke the glass without notice';
}

// Whoever the plan or a policy in force names; with what, how well proven and apart from whom, both must be content.
function unfitToBreak(signature: GlassSignature, { plan, opening, slot }: GlassGrounds): Broken {
  const own = plan.policy.productionPromotion;
  const newer = inForce(slot);
  const policies = newer === undefined ? [own] : [own, newer];
  const approvers = policies.flatMap((policy) => policy.approvers);
  const { approver } = signature;
  for (const policy of policies) {
    const unfit = unfitOf(signature, { ...policy, approvers });
    if (unfit !== undefined) return unfit;
    if (isSetApart({ approver, requester: askedBy(opening) }, policy, opening)) {
      return `${approver} is not separate from this deployment`;
    }
  }
  return undefined;
}
