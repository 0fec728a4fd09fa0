import { isFactorTaken, promotionInForce } from '../../guard/approval.ts';
import { isAtLeast, neededOfEach } from '../../guard/assurance.ts';
import type { GlassSignature } from '../../guard/glass-signature.ts';
import { whyNotSeparate } from '../../guard/separation.ts';
import { minutes } from '../../kernel/duration.ts';
import { later } from '../../kernel/instant.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import type { CheckpointPolicy } from '../../unit/unit.ts';
import type { Command } from '../command.ts';
import { accept, type Decision, type World } from '../decision.ts';
import type { Opening } from '../opening.ts';
import type { Baking, Deployment, RollingOut } from '../state.ts';
import { follow } from './follow.ts';
import { considerProduction, durationOf } from './production.ts';

/** How long one approver alone must have said it before it counts: time for everybody else to hold. */
export const NOTICE = minutes(10);

/** With so many approvers it counts at once. */
const ENOUGH = 2;

/**
 * Shortens the stage or bake under way: two approvers at once, or one with a reason after a notice. It takes away nothing but
 * waiting: no rule of the guard, no gate that is not proven, no hold and no question.
 */
export function breakGlass(
  { signature, stageIndex, since, at }: Extract<Command, { type: 'BreakGlass' }>,
  deployment: Deployment,
  world: World,
): Decision {
  const { id } = deployment.opening;
  const again = `Look at it and sign again: plimsoll break-glass ${id} --reason TEXT`;
  if (!isTimed(deployment)) {
    const message = `No stage or bake of ${id} is under way that lasts a time`;
    return refuse('nothing-to-shorten', message, `Look at it: plimsoll status ${id}`);
  }
  const { stage } = deployment;
  if (stage.index !== stageIndex || stage.since !== since) {
    return refuse('break-glass-not-as-shown', 'Another stage is under way than the one that was shown', again);
  }
  const before = stage.glass?.signatures ?? [];
  const problem =
    refuseSigner(deployment, world.production, signature, again) ??
    refuseDemo(signature, deployment, world, again) ??
    refuseTwice(before, signature);
  if (problem !== null) return problem;
  const signatures = [...before, signature];
  const effectiveAt = signatures.length >= ENOUGH ? at : later(at, NOTICE);
  const { phase } = deployment;
  return accept(
    follow(deployment, [{ type: 'GlassBroken', phase, stageIndex, signatures, effectiveAt, at }], (state) =>
      considerProduction(state, world.production, at),
    ),
  );
}

/** Whether a stage or bake with a time of its own is being watched. */
export const isTimed = (deployment: Deployment): deployment is RollingOut | Baking =>
  (deployment.phase === 'rolling-out' || deployment.phase === 'baking') &&
  deployment.step === 'watch' &&
  deployment.stage.since !== null &&
  durationOf(deployment) !== null;

/** Whoever the plan or the policy in force names may sign; with what, how well proven and apart from whom, both must be content. */
function refuseSigner(
  { plan, opening }: RollingOut | Baking,
  production: World['production'],
  signature: GlassSignature,
  again: string,
): Refusal | null {
  const { approver, groups, kind, reason } = signature;
  if (reason.trim() === '') return refuse('reason-missing', 'To break the glass needs a reason', again);
  if (!approver.startsWith('person:')) return refuse('approval-not-by-a-person', `${approver} is no person`, again);
  const policies = [plan.policy.productionPromotion, promotionInForce(production)].filter((one) => one !== null);
  const named = new Set(policies.flatMap(({ approvers }) => approvers));
  const isNamed = kind === 'demo' || [approver, ...groups].some((who) => named.has(who));
  if (!isNamed) return refuse('approver-not-named', `${approver} is not among the approvers of this plan`, again);
  const refusals = policies.map((policy) => refuseUnder(policy, signature, opening, again));
  return refusals.find((refusal) => refusal !== null) ?? null;
}

function refuseUnder(
  policy: CheckpointPolicy,
  signature: GlassSignature,
  opening: Opening,
  again: string,
): Refusal | null {
  const { approver, kind, assurance } = signature;
  if (!isFactorTaken(policy, signature)) {
    return refuse('approval-factor-refused', `The plan does not take what ${approver} signed with`, again);
  }
  const { requireAssurance = 'A1' } = policy;
  if (kind !== 'demo' && !isAtLeast(assurance, neededOfEach(requireAssurance))) {
    const message = `The signature of ${approver} is of level ${assurance}, and the plan requires ${requireAssurance}`;
    return refuse('approval-assurance-too-low', message, again);
  }
  const why = whyNotSeparate(approver, opening, policy);
  return why === null ? null : refuse('approval-not-separate', why, again);
}

const refuseDemo = (
  { kind }: GlassSignature,
  { plan }: RollingOut | Baking,
  { production }: World,
  again: string,
): Refusal | null =>
  kind === 'demo' && (!plan.demo || production.servedForReal)
    ? refuse('demo-approver-refused', 'The demo approver answers only where `demo: true` always stood', again)
    : null;

const refuseTwice = (before: readonly GlassSignature[], { approver }: GlassSignature): Refusal | null =>
  before.some((one) => one.approver === approver)
    ? refuse(
        'break-glass-signed-before',
        `${approver} has broken the glass of this stage`,
        'Another approver may sign too',
      )
    : null;
