import type { TrustList } from '../approval/trust-list.ts';
import { type Principal, principalText } from '../core/principal/principal.ts';
import { type Role, rolesOf, type Standing, UNKNOWN } from '../core/principal/role.ts';

/** Who is in it may make tokens for anybody and end any; the trust list alone says who is. */
export const ADMINS = 'group:admin';

/** The roles of a principal as the trust list is at this moment: a person whose keys were revoked has none. */
export const rolesHere = (principal: Principal, trust: TrustList | null): readonly Role[] =>
  rolesOf(principal, principal.kind === 'person' ? standingOf(principalText(principal), trust) : UNKNOWN);

// While nobody was made admin, whoever enrolled first is: somebody must be able to name the others.
function standingOf(person: string, trust: TrustList | null): Standing {
  const isTrusted = trust?.keys.some((key) => key.person === person && key.revokedAt === null) ?? false;
  const admins = trust?.persons.filter(({ groups }) => groups.includes(ADMINS)) ?? [];
  const isAdmin = admins.length === 0 ? trust?.persons[0]?.name === person : admins.some(({ name }) => name === person);
  return { isTrusted, isApprover: isTrusted, isAdmin };
}
