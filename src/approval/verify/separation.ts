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
  // Whoever asked or wrote it may always say no: that lets nothing through.
  if (statement.predicate.decision === 'reject') return null;
  const why = whyNotSeparate(approver, opening, policy);
  return why === null ? null : refuseFor(statement, 'approval-not-separate', why);
}

/** Why a policy keeps an approver from a deployment: they asked for it, nobody knows that they did not, or they may have written it. */
export function whyNotSeparate(
  approver: string,
  opening: Pick<Opening, 'requester' | 'authors'>,
  { separateFrom }: Pick<CheckpointPolicy, 'separateFrom'>,
): string | null {
  const why = separateFrom.includes('requester') ? whyAsker(approver, opening) : null;
  if (why !== null) return why;
  return separateFrom.includes('author') && opening.authors.some((author) => isNameOf(author, approver))
    ? `${approver} wrote a part of this release`
    : null;
}

function whyAsker(approver: string, opening: Pick<Opening, 'requester' | 'authors'>): string | null {
  const { requester, agentOwner } = askersOf(opening);
  if (requester.startsWith('local:')) {
    return `${requester} is an account, not a person: nobody is known to be separate from it`;
  }
  // Any account of the machine can make such a token in any owner's name, the approver's own account among them.
  if ('vouched' in opening.requester && opening.requester.vouched === 'os-account') {
    return `${requester} came with a token that no person vouched for: nobody is known to be separate from it`;
  }
  return requester === approver || agentOwner === approver ? `${approver} asked for this deployment` : null;
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
