import type { VerifiedApproval } from '../../../core/guard/verified-approval.ts';
import type { CheckpointName } from '../../data/questions.ts';

/** One answer that a checkpoint takes. */
export interface Option {
  readonly decision: VerifiedApproval['decision'];
  readonly text: string;
  readonly kind: 'yes' | 'no' | 'plain';
  /** Whether it lets something go on: then the sheet must be read first. */
  readonly isForward: boolean;
  /** Whether the record needs a reason with it. */
  readonly needsReason: boolean;
}

/** The answers that are signed, by checkpoint. To roll back needs no signature and stands beside them. */
export const OPTIONS: Readonly<Record<CheckpointName, readonly Option[]>> = {
  'production-promotion': [
    { decision: 'reject', text: 'Reject', kind: 'no', isForward: false, needsReason: false },
    { decision: 'approve', text: 'Approve', kind: 'yes', isForward: true, needsReason: false },
  ],
  'environment-red': [
    { decision: 'fix-forward', text: 'Fix forward', kind: 'yes', isForward: true, needsReason: true },
  ],
  'ambiguous-metrics': [
    { decision: 'extend', text: 'Measure on', kind: 'plain', isForward: false, needsReason: false },
    { decision: 'hold', text: 'Hold', kind: 'plain', isForward: false, needsReason: false },
    { decision: 'proceed', text: 'Proceed', kind: 'yes', isForward: true, needsReason: true },
  ],
  'after-rollback': [
    { decision: 'resolve', text: 'Close with this root cause', kind: 'yes', isForward: true, needsReason: true },
  ],
};
