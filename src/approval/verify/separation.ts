import type { Opening } from '../../core/deployment/opening.ts';
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
  if (policy.separateFrom.includes('requester')) {
    const problem = refuseRequester(statement);
    if (problem !== null) return problem;
  }
  if (policy.separateFrom.includes('author') && opening.authors.some((author) => isNameOf(author, approver))) {
    return refuseFor(statement, 'approval-not-separate', `${approver} wrote a part of this release`);
  }
  return null;
}

function refuseRequester(statement: ApprovalStatement): Refusal | null {
  const { approver, requester, agentOwner } = statement.predicate;
  if (requester.startsWith('local:')) {
    const message = `${requester} is an account, not a person: nobody is known to be separate from it`;
    return refuseFor(statement, 'approval-not-separate', message);
  }
  return requester === approver || agentOwner === approver
    ? refuseFor(statement, 'approval-not-separate', `${approver} asked for this deployment`)
    : null;
}

/**
 * Whether an author as git names them may be this person: by the whole text, the name, the address or its first part.
 * Anyone can write any name into a commit, so this only ever disqualifies.
 */
function isNameOf(author: string, person: string): boolean {
  const folded = author.normalize('NFKC').toLowerCase();
  const opening = folded.lastIndexOf('<');
  const name = opening < 0 ? folded : folded.slice(0, opening);
  const address = opening < 0 ? folded : folded.slice(opening + 1).replace('>', '');
  const written = [name, address, address.split('@')[0] ?? ''].map((one) => one.trim());
  return written.some((one) => one === person || `person:${one}` === person);
}
