import type { Deployment } from '../../deployment/state.ts';
import type { Slot } from '../../environment/slot.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import type { WindowPolicy } from '../../window/window.ts';
import { canonical } from '../canonical.ts';

type Policy = Pick<Slot, 'policy'>;
type Subject = Pick<Deployment, 'opening'>;

/** The policy that was adopted while a deployment was on its way, by another signature than its own approval. */
const newerPolicy = ({ opening }: Subject, { policy }: Policy) =>
  policy !== null && policy.deployment !== opening.id && policy.since > opening.openedAt ? policy : null;

/**
 * The windows that a deployment is held against: those of its configuration, or of the policy that was adopted since it was opened. So
 * a signed exception reaches what waits for the window, and a window that was added stops what is under way.
 */
export const windowsInForce = (deployment: Subject, slot: Policy): WindowPolicy =>
  newerPolicy(deployment, slot)?.protection.windows ?? deployment.opening.spec.windows;

/** Whether the calendar of a deployment was read before the windows were changed that it is held against. */
export function isCalendarOutdated(deployment: Subject & Pick<Deployment, 'calendarReadAt'>, slot: Policy): boolean {
  const newer = newerPolicy(deployment, slot);
  if (newer === null || newer.since <= deployment.calendarReadAt) return false;
  // A signed change may also take back one that was read before.
  return (
    newer.deployment === null || canonical(newer.protection.windows) !== canonical(deployment.opening.spec.windows)
  );
}

/** R3 where the windows themselves have changed: until they are read again nobody knows whether one is active. */
export const refuseOutdatedCalendar = (
  deployment: Subject & Pick<Deployment, 'calendarReadAt'>,
  slot: Policy,
): Refusal | null =>
  isCalendarOutdated(deployment, slot)
    ? refuse(
        'calendar-outdated',
        'The windows were changed by a signature, and are just being read',
        'It goes on by itself as soon as they are read; plimsoll blackout list shows them',
      )
    : null;
