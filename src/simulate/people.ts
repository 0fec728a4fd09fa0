import type { Command } from '../core/deployment/command.ts';
import type { Deployment } from '../core/deployment/state.ts';
import { hours } from '../core/kernel/duration.ts';
import { type Instant, later } from '../core/kernel/instant.ts';
import type { CheckpointPolicies, CheckpointPolicy } from '../core/unit/unit.ts';
import { aVerifiedApproval } from '../testing/builders.ts';
import type { Act } from './story.ts';

/** What is said to a deployment, without when. */
type Said = Command extends infer C ? (C extends Command ? Omit<C, 'at'> : never) : never;

/** Whether the question that an act answers is open. */
export function isAsked(deployment: Deployment, { answer }: Act): boolean {
  switch (answer) {
    case 'production-promotion':
      return deployment.phase === 'awaiting-approval';
    case 'ambiguous-metrics':
      return 'checkpoint' in deployment && deployment.checkpoint !== null;
    case 'after-rollback':
      return deployment.phase === 'rolled-back';
    default:
      return false;
  }
}

/**
 * The commands by which people answer. Signatures are not what a story tries: an answer counts as signed and verified, and
 * everything after that (who may answer, for which plan, how many) is decided as ever.
 */
export function answersOf(deployment: Deployment, act: Act, at: Instant): readonly Said[] {
  if (!('plan' in deployment)) return [];
  const { plan, planDigest, opening } = deployment;
  const policy = policyFor(act, plan.policy);
  const reason = act.reason ?? `the story says ${act.decision}`;
  const signed = { reason, issuedAt: at, notAfter: later(at, hours(24)), environment: plan.environment };
  return answerers(policy, act.by).map(({ name, groups }) => {
    const by = { kind: 'person', name } as const;
    const approval = (checkpoint: NonNullable<Act['answer']>, decision: 'approve' | 'reject' | 'proceed' | 'resolve') =>
      aVerifiedApproval(opening.id, planDigest, {
        ...signed,
        checkpoint,
        decision,
        approver: `person:${name}`,
        groups,
        nonce: `${checkpoint}-${name}-${at}`,
      });
    switch (act.answer) {
      case 'production-promotion':
        return act.decision === 'reject'
          ? { type: 'RejectDeployment', principal: by, approval: approval(act.answer, 'reject') }
          : { type: 'GrantApproval', principal: by, approval: approval(act.answer, 'approve') };
      case 'after-rollback':
        return { type: 'CloseDeployment', principal: by, approval: approval(act.answer, 'resolve') };
      default: {
        const answer = act.decision as 'extend' | 'hold' | 'proceed' | 'rollback';
        const proceeds = answer === 'proceed' ? approval('ambiguous-metrics', 'proceed') : null;
        return { type: 'AnswerAmbiguity', principal: by, answer, reason, approval: proceeds };
      }
    }
  });
}

function policyFor({ answer }: Act, policy: CheckpointPolicies): CheckpointPolicy {
  if (answer === 'ambiguous-metrics') return policy.ambiguousMetrics;
  return answer === 'after-rollback' ? policy.afterRollback : policy.productionPromotion;
}

/** `approver` stands for as many of those who may answer as are needed, `group:leads` for one of them, `person:ada` for just her. */
function answerers(policy: CheckpointPolicy, by = 'approver'): readonly { name: string; groups: readonly string[] }[] {
  if (by.startsWith('person:')) return [{ name: by.slice('person:'.length), groups: [] }];
  if (by.startsWith('group:')) return [{ name: `one-of-${by.slice('group:'.length)}`, groups: [by] }];
  const people = policy.approvers.filter((one) => one.startsWith('person:')).map((one) => one.slice('person:'.length));
  const groups = policy.approvers.filter((one) => one.startsWith('group:'));
  return Array.from({ length: policy.count }, (_, index) => {
    const name = people[index];
    return name === undefined ? { name: `approver-${index + 1}`, groups } : { name, groups: [] };
  });
}
