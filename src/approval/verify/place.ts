import type { Refusal } from '../../core/kernel/refusal.ts';
import { openQuestion, type Question } from '../question.ts';
import { refuseNotPending } from '../request.ts';
import type { ApprovalStatement } from '../statement.ts';
import { refuseFor, type VerificationContext } from './context.ts';

/** Step 3: the statement is for this control plane, deployment and environment, and its checkpoint is open now. */
export function questionAnswered(statement: ApprovalStatement, here: VerificationContext): Question | Refusal {
  const { controlPlaneId, deploymentId, environment, checkpoint } = statement.predicate;
  if (controlPlaneId !== here.controlPlaneId) {
    return refuseFor(statement, 'approval-for-another-control-plane', 'The approval names another control plane');
  }
  const { opening } = here.deployment;
  if (deploymentId !== opening.id) {
    return refuseFor(statement, 'approval-for-another-deployment', `The approval is not for ${opening.id}`);
  }
  if (environment !== opening.environment) {
    return refuseFor(statement, 'approval-for-another-environment', `The approval is not for ${opening.environment}`);
  }
  return openQuestion(here.deployment, checkpoint) ?? refuseNotPending(here.deployment, checkpoint);
}

/** Step 4: the journal still is the one whose head the person saw. A restored or cloned one fails here. */
export async function refuseOtherJournal(
  statement: ApprovalStatement,
  here: VerificationContext,
): Promise<Refusal | null> {
  const { seq, hash } = statement.predicate.logHead;
  return (await here.chainHashAt(seq)) === hash
    ? null
    : refuseFor(statement, 'approval-log-head-unknown', `The journal here does not have that entry ${seq}`);
}
