import type { EnrolledApprover } from '../../api/control-plane.ts';
import { useAbout, useWhoAmI } from '../data/queries.ts';

/** Whose passkeys may sign here, those of whoever is signed in first. Undefined while that is not known. */
export function useSigners(): readonly EnrolledApprover[] | undefined {
  const { data: about } = useAbout();
  const { data: who } = useWhoAmI();
  const isOwn = ({ person }: EnrolledApprover): number => (person === who?.principal ? 0 : 1);
  return about?.approvers
    .filter(({ active, passkey }) => active && passkey !== null)
    .sort((one, other) => isOwn(one) - isOwn(other));
}
