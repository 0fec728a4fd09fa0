import { policyOf } from '../../approval/question.ts';
import { askersOf } from '../../approval/request.ts';
import { isForward } from '../../approval/statement.ts';
import type { Opening } from '../../core/deployment/opening.ts';
import type { VerifiedApproval } from '../../core/guard/verified-approval.ts';
import { canonical } from '../../core/plan/canonical.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { isSetApart, unfitOf } from './rules.ts';
import type { Broken } from './world.ts';

/** Who asked for a deployment: an agent's owner in its place. */
export function askedBy(opening: Opening): string {
  const { requester, agentOwner } = askersOf(opening);
  return agentOwner ?? requester;
}

/** Who asked and who wrote it are those of the opening, and whoever signed may answer this by the plan that they signed. */
export function refuseOthers(approval: VerifiedApproval, plan: Plan, opening: Opening): Broken {
  const { authors } = askersOf(opening);
  if (approval.requester !== askedBy(opening) || canonical(approval.authors) !== canonical(authors)) {
    return 'R2: the signature names another requester or other authors';
  }
  // Approvals are counted one by one, by the plan and by a policy in force that names others.
  if (approval.decision === 'approve') return undefined;
  const { decision, approver } = approval;
  const policy = policyOf(approval.checkpoint, plan.policy);
  // To say no, or to close what is over, takes no more than a signature.
  const unfit = unfitOf(isForward(decision) ? approval : { ...approval, assurance: 'A3' }, policy);
  if (unfit !== undefined) return `R2: ${approver} may not ${decision}: ${unfit}`;
  return decision !== 'reject' && isSetApart(approval, policy, opening)
    ? `R2: ${approver} is not separate from this deployment`
    : undefined;
}
