import type { Refusal } from '../../core/kernel/refusal.ts';
import { canonical } from '../../core/plan/canonical.ts';
import { type Question, type QuestionDigests, questionDigests } from '../question.ts';
import { type ApprovalStatement, subjectOf } from '../statement.ts';
import { refuseFor } from './context.ts';

const DIFFERENCES: readonly (readonly [keyof QuestionDigests, string, string])[] = [
  ['planDigest', 'approval-for-another-plan', 'The plan is another than the one that was shown'],
  ['stagingReportDigest', 'approval-for-other-evidence', 'The staging evidence is other than what was shown'],
  ['rollbackPlanDigest', 'approval-for-another-rollback', 'The way back is another than the one that was shown'],
  ['policyDigest', 'approval-for-another-policy', 'The policy is another than the one that was shown'],
  ['contextDigest', 'approval-for-another-moment', 'The checkpoint is open for another reason than was shown'],
];

/** Step 9: every digest is computed again from what is stored, and is the one that was signed. */
export function refuseOtherContent(statement: ApprovalStatement, question: Question): Refusal | null {
  const current = questionDigests(question);
  for (const [digest, code, message] of DIFFERENCES) {
    if (statement.predicate[digest] !== current[digest]) return refuseFor(statement, code, message);
  }
  if (current.planDigest !== question.planDigest) {
    return refuseFor(
      statement,
      'approval-for-another-plan',
      'The stored plan does not have the digest it was sealed with',
    );
  }
  return canonical(statement.subject) === canonical(subjectOf(question.plan.release.artifacts))
    ? null
    : refuseFor(statement, 'approval-for-other-artifacts', 'The artifacts are others than those that were shown');
}
