import { principalText } from '../principal/principal.ts';
import { differenceText } from './difference.ts';
import type { Slot } from './slot.ts';

/** What keeps a promotion from beginning in an environment even when it is approved, each in a sentence with who can end it. */
export function inTheWay({ environment, hold, personHold, drift }: Slot): readonly string[] {
  const held =
    personHold === null
      ? []
      : [
          `${principalText(personHold.by)} holds ${environment}: ${personHold.reason}; an approver lets it go: plimsoll environment release ${environment} --reason TEXT`,
        ];
  const rolledBack =
    hold === null
      ? []
      : [
          `on hold since the rollback of ${hold.deployment}; an approver answers it: plimsoll decide ${hold.deployment} close --root-cause TEXT`,
        ];
  return [...held, ...rolledBack, ...driftText(environment, drift)];
}

function driftText(environment: string, drift: Slot['drift']): readonly string[] {
  if (drift === null) return [];
  const text = drift.differences.map(differenceText).join('; ');
  return drift.acceptedBy === null
    ? [
        `not as recorded: ${text}; put it right, or an approver accepts it: plimsoll environment accept-drift ${environment} --reason TEXT`,
      ]
    : [`not as recorded: ${text}; accepted by ${drift.acceptedBy}`];
}
