import { type Refusal, refuse } from '../kernel/refusal.ts';
import { type Principal, type Proof, principalText } from '../principal/principal.ts';
import type { Role } from '../principal/role.ts';
import { ACTIONS, type Action, type ActionRow, type Cell } from './action.ts';

/** Who asks: with every role they have here, and how they proved themselves. */
export interface Asker {
  readonly principal: Principal;
  readonly roles: readonly Role[];
  readonly proof: Proof;
}

/** What an asker may do: to everything, or only to what is their own. */
export interface Permission {
  readonly onlyOwn: boolean;
}

/**
 * Whether somebody may do this at all; a refusal says why not. Deny by default: no role, no row or no sufficient proof refuses.
 * A signature that comes along counts as the proof, whoever carries it.
 */
export function mayDo(asker: Asker, action: Action): Permission | Refusal {
  const row: ActionRow | undefined = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  const cell = row === undefined ? 'no' : bestOf(asker.roles.map((role) => row.may[role]));
  const who = principalText(asker.principal);
  if (row === undefined || cell === 'no') {
    const what = row?.what ?? action;
    return refuse('role-may-not', `${who} may not ${what}`, row?.instead ?? 'Nobody may');
  }
  if (asker.proof === 'none' || (row.proof !== 'any' && !row.proof.includes(asker.proof))) {
    const needed = row.proof === 'any' ? 'a proof of who asks' : `a ${row.proof.join(' or ')}`;
    return refuse('proof-too-weak', `To ${row.what} needs ${needed}`, row.instead);
  }
  return { onlyOwn: cell === 'own' };
}

/** Whether what is asked stands or falls with a signature in the request. */
export const needsSignature = (action: Action): boolean => {
  const { proof }: ActionRow = ACTIONS[action];
  return proof !== 'any' && proof.includes('signature');
};

const bestOf = (cells: readonly Cell[]): Cell => (cells.includes('yes') ? 'yes' : cells.includes('own') ? 'own' : 'no');
