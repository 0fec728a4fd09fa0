import type { Opening } from '../../core/deployment/opening.ts';
import { whyNotSeparate } from '../../core/guard/separation.ts';
import type { Refusal } from '../../core/kernel/refusal.ts';
import { canonical } from '../../core/plan/canonical.ts';
import type { CheckpointPolicy } from '../../core/unit/unit.ts';
import { askersOf } from '../request.ts';
import type { ApprovalStatement } from '../statement.ts';
import { refuseFor } from './context.ts';
import type { Signer } from './signer.ts';

/** Step 10: the policy names the approver, and nothing in it separates them from whoever asked or wrote the code. */
export function refuseUnfit(
  statement: ApprovalStatement,
  signer: Signer,
  opening: Opening,
  policy: CheckpointPolicy,
): Refusal | null {
  const { approver, requester, agentOwner, authors } = statement.predicate;
  if (canonical({ requester, agentOwner, authors }) !== canonical(askersOf(opening))) {
    return refuseFor(
      statement,
      'approval-for-another-requester',
      'The approval names another requester or other authors',
    );
  }
  const isNamed =
    policy.approvers.includes(approver) || signer.groups.some((group) => policy.approvers.includes(group));
  if (signer.kind !== 'demo' && !isNamed) {
    return refuseFor(statement, 'approver-not-named', `${approver} is not among the approvers of this plan`);
  }
  // Whoever asked or wrote it may always say no: that lets nothing through.
  if (statement.predicate.decision === 'reject') return null;
  const why = whyNotSeparate(approver, opening, policy);
  return why === null ? null : refuseFor(statement, 'approval-not-separate', why);
}
