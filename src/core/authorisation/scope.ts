import { type Refusal, refuse } from '../kernel/refusal.ts';
import type { Action } from './action.ts';

/** What a token narrows its holder's role to; null narrows nothing. A token never widens a role. */
export interface Scope {
  readonly units: readonly string[] | null;
  readonly environments: readonly string[] | null;
  readonly actions: readonly Action[] | null;
}

/** A token that may do all that its holder's role may. */
export const WHOLE_ROLE: Scope = { units: null, environments: null, actions: null };

/** Where something would happen. */
export interface Place {
  readonly unit: string;
  /** Null: the unit as a whole. */
  readonly environment: string | null;
}

/** Why an action is outside a token's scope; null when it is within. Who one is may always be asked. */
export function refuseAction({ actions }: Scope, action: Action): Refusal | null {
  if (action === 'whoami' || actions === null || actions.includes(action)) return null;
  return refuse('token-not-for-this', `This token is not for ${action}, only for ${actions.join(', ')}`, MAKE_ANOTHER);
}

/** Why a place is outside a token's scope; null when it is within. */
export function refusePlace({ units, environments }: Scope, { unit, environment }: Place): Refusal | null {
  if (units !== null && !units.includes(unit)) {
    const message = `This token is for ${units.join(', ')}, not for ${unit}`;
    return refuse('token-for-another-unit', message, MAKE_ANOTHER);
  }
  if (environments !== null && environment !== null && !environments.includes(environment)) {
    const message = `This token is for ${environments.join(', ')}, not for ${environment}`;
    return refuse('token-for-another-environment', message, MAKE_ANOTHER);
  }
  return null;
}

const MAKE_ANOTHER = 'A person makes one that is: plimsoll token create';
