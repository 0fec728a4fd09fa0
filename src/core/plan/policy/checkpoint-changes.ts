import { isAtLeast } from '../../guard/assurance.ts';
import { formatDuration } from '../../kernel/duration.ts';
import type { CheckpointPolicies, CheckpointPolicy, Factor } from '../../unit/unit.ts';
import { changeOf, isWithin, listText, type PolicyChange } from './change.ts';

const NAMES = {
  productionPromotion: ['production_promotion', 'expires'],
  ambiguousMetrics: ['ambiguous_metrics', 'deadline'],
  afterRollback: ['after_rollback', 'reminder'],
} as const satisfies Readonly<Record<keyof CheckpointPolicies, readonly [string, string]>>;

/** What signs where a policy names no factor. */
const EITHER: readonly Factor[] = ['passkey', 'key'];

/** How the stops for a person change. Fewer who may answer, more who must, and a shorter time are stricter. */
export const checkpointChanges = (before: CheckpointPolicies, after: CheckpointPolicies): readonly PolicyChange[] =>
  (['productionPromotion', 'ambiguousMetrics', 'afterRollback'] as const).flatMap((checkpoint) =>
    changesOf(NAMES[checkpoint], before[checkpoint], after[checkpoint]),
  );

function changesOf(
  [name, deadline]: readonly [string, string],
  before: CheckpointPolicy,
  after: CheckpointPolicy,
): readonly PolicyChange[] {
  const path = `checkpoints.${name}`;
  const isNarrower = isWithin(after.approvers, before.approvers) && after.approvers.length > 0;
  return [
    ...changeOf(`${path}.approvers`, listText(before.approvers), listText(after.approvers), isNarrower),
    ...changeOf(`${path}.count`, String(before.count), String(after.count), after.count > before.count),
    ...changeOf(
      `${path}.separate_from`,
      listText(before.separateFrom),
      listText(after.separateFrom),
      isWithin(before.separateFrom, after.separateFrom),
    ),
    ...changeOf(
      `${path}.factors`,
      listText(before.factors ?? EITHER),
      listText(after.factors ?? EITHER),
      isWithin(after.factors ?? EITHER, before.factors ?? EITHER),
    ),
    ...changeOf(
      `${path}.require_assurance`,
      before.requireAssurance ?? 'A1',
      after.requireAssurance ?? 'A1',
      isAtLeast(after.requireAssurance ?? 'A1', before.requireAssurance ?? 'A1'),
    ),
    ...changeOf(
      `${path}.${deadline}`,
      formatDuration(before.deadline),
      formatDuration(after.deadline),
      after.deadline < before.deadline,
    ),
  ];
}
