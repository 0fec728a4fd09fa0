import type { Principal } from './principal.ts';

/** What a principal is to a control plane; a person may be several at once. */
export type Role = 'agent' | 'ci' | 'operator' | 'approver' | 'admin';

/** Every role, in the order in which tables show them. */
export const ROLES: readonly Role[] = ['agent', 'ci', 'operator', 'approver', 'admin'];

/** What the trust list says of a person. */
export interface Standing {
  /** On the list, with at least one key that is not revoked. */
  readonly isTrusted: boolean;
  /** Owns a key that may answer checkpoints. */
  readonly isApprover: boolean;
  readonly isAdmin: boolean;
}

/** A principal of whom the trust list says nothing. */
export const UNKNOWN: Standing = { isTrusted: false, isApprover: false, isAdmin: false };

/**
 * The roles of a principal. An OS account has the operator's verbs and no more: an agent's shell under that account looks the
 * same. A person whom the trust list no longer knows has none, whatever session they still hold.
 */
export function rolesOf(principal: Principal, standing: Standing = UNKNOWN): readonly Role[] {
  switch (principal.kind) {
    case 'agent':
      return ['agent'];
    case 'ci':
      return ['ci'];
    case 'local':
      return ['operator'];
    case 'system':
      return [];
    case 'person':
      if (!standing.isTrusted) return [];
      return [
        'operator',
        ...(standing.isApprover ? ['approver' as const] : []),
        ...(standing.isAdmin ? ['admin' as const] : []),
      ];
  }
}
