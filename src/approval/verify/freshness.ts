import { minutes } from '../../core/kernel/duration.ts';
import { between } from '../../core/kernel/instant.ts';
import type { Refusal } from '../../core/kernel/refusal.ts';
import { hasPassed, type IssuedNonce, LONGEST_SPAN } from '../challenge.ts';
import { momentOf } from '../fields.ts';
import type { ApprovalStatement } from '../statement.ts';
import { refuseFor, type VerificationContext } from './context.ts';

const CLOCK_SKEW = minutes(1);

/** Step 5: the nonce was issued here, for just this statement, and is unspent. */
export function nonceOf(
  statement: ApprovalStatement,
  digest: string,
  here: VerificationContext,
): IssuedNonce | Refusal {
  const { nonce, approver, checkpoint, deploymentId } = statement.predicate;
  const issued = here.findNonce(nonce);
  if (issued === undefined) {
    return refuseFor(statement, 'approval-nonce-unknown', 'This control plane did not ask for that signature');
  }
  if (issued.spent) return refuseFor(statement, 'approval-nonce-spent', 'The approval has been used before');
  const isFor =
    issued.nonce === nonce &&
    issued.approver === approver &&
    issued.checkpoint === checkpoint &&
    issued.deploymentId === deploymentId &&
    issued.statementDigest === digest;
  return isFor
    ? issued
    : refuseFor(statement, 'approval-nonce-for-another-statement', 'Another statement was asked for');
}

/** Step 6: not from the future, not expired by either clock, and not good for longer than anything may be. */
export function refuseUntimely(
  statement: ApprovalStatement,
  issued: IssuedNonce,
  here: VerificationContext,
): Refusal | null {
  const { now } = here;
  const issuedAt = momentOf(statement.predicate.issuedAt);
  const notAfter = momentOf(statement.predicate.notAfter);
  if (between(now.wall, issuedAt) > CLOCK_SKEW) {
    return refuseFor(statement, 'approval-from-the-future', 'The approval was issued after now: a clock is wrong');
  }
  if (now.wall > notAfter || hasPassed(issued, now)) {
    return refuseFor(statement, 'approval-expired', `The approval was good until ${statement.predicate.notAfter}`);
  }
  const span = between(issuedAt, notAfter);
  return span > 0 && span <= LONGEST_SPAN
    ? null
    : refuseFor(statement, 'approval-span-too-long', 'The approval would be good for longer than 72 h');
}
