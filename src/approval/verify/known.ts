import type { Checkpoint } from '../../core/guard/verified-approval.ts';
import { type Refusal, refuse } from '../../core/kernel/refusal.ts';
import { STATEMENT_TYPE } from '../frame.ts';
import {
  APPROVAL_TYPE,
  type ApprovalDecision,
  type ApprovalStatement,
  DECISIONS,
  type WrittenStatement,
} from '../statement.ts';

const AGAIN = 'Use the plimsoll command of the same version as the control plane';

/** Step 2: a statement of a type, checkpoint and decision that are known and belong together. */
export function knownStatement(written: WrittenStatement): ApprovalStatement | Refusal {
  const { checkpoint, decision, reason } = written.predicate;
  if (written._type !== STATEMENT_TYPE || written.predicateType !== APPROVAL_TYPE) {
    return refuse('approval-unknown-type', `${written.predicateType} is no approval of this release`, AGAIN);
  }
  if (!isCheckpoint(checkpoint)) {
    return refuse('approval-unknown-type', `${checkpoint} is no checkpoint`, AGAIN);
  }
  const known = DECISIONS[checkpoint].find((one) => one === decision);
  if (known === undefined) {
    const accepted = DECISIONS[checkpoint].join(' or ');
    return refuse('approval-for-another-question', `${checkpoint} is not answered with ${decision}`, `Use ${accepted}`);
  }
  if (known !== 'approve' && reason.trim() === '') return refuseUnexplained(known);
  return { ...written, predicate: { ...written.predicate, checkpoint, decision: known } };
}

const isCheckpoint = (text: string): text is Checkpoint => Object.hasOwn(DECISIONS, text);

function refuseUnexplained(decision: ApprovalDecision): Refusal {
  return decision === 'resolve'
    ? refuse('root-cause-missing', 'A rollback is closed with its root cause', 'Say it: --root-cause TEXT')
    : refuse('approval-reason-missing', `To ${decision} needs a reason`, 'Say why: --reason TEXT');
}
