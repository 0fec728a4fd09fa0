import type { GrantedToken, TokenRequest, TokenView, WhoAmI } from '../api/identity.ts';
import { ACTION_NAMES, ACTIONS } from '../core/authorisation/action.ts';
import { needsSignature } from '../core/authorisation/may-do.ts';
import { seconds } from '../core/kernel/duration.ts';
import { isRefusal, refuse } from '../core/kernel/refusal.ts';
import { principalText } from '../core/principal/principal.ts';
import { Access } from './access.ts';
import { type Caller, scopeOf } from './caller.ts';
import type { ServiceParts } from './parts.ts';
import { granted, refused } from './refused.ts';
import type { Session } from './sessions.ts';
import { rolesHere } from './standing.ts';
import type { KnownToken } from './tokens/token-book.ts';

/** Who asks, and what they may do: read from the same table that lets them do it. */
export function whoIs(parts: ServiceParts, caller: Caller): WhoAmI {
  const { principal, proof, grant, session } = caller;
  const access = new Access(parts);
  const by = grant ?? session;
  return {
    principal: principalText(principal),
    owner: principal.kind === 'agent' ? principal.owner : null,
    roles: rolesHere(principal, parts.record.trust),
    proof,
    by: by === undefined ? null : { id: by.id, until: new Date(by.until).toISOString() },
    scope: scopeOf(caller),
    actions: ACTION_NAMES.map((action) => {
      const answer = access.mayDo(caller, action);
      const { what } = ACTIONS[action];
      const isSigned = needsSignature(action);
      if (isRefusal(answer)) return { action, what, may: 'no', isSigned, why: `${answer.message}. ${answer.remedy}` };
      return { action, what, may: answer.onlyOwn ? 'own' : 'yes', isSigned, why: '' };
    }),
  };
}

/** Makes a token. Who is no admin makes them in their own name; an account of this machine in any, which then proves nothing. */
export async function grantToken(parts: ServiceParts, asked: TokenRequest, caller: Caller): Promise<GrantedToken> {
  const { principal } = caller;
  const isAdmin = rolesHere(principal, parts.record.trust).includes('admin');
  if (principal.kind === 'person' && !isAdmin && asked.kind === 'agent' && asked.owner !== principalText(principal)) {
    const remedy = `Make it in your own name: --owner ${principalText(principal)}; an admin makes it for others`;
    throw refused(refuse('owner-is-another', `${principalText(principal)} answers for their own agents only`, remedy));
  }
  const wish = { ...asked, lifetime: seconds(asked.lifetime) };
  const { secret, token } = granted(await parts.tokens.grant(wish, caller));
  return { secret, token: tokenView(token, parts.clock.wall()) };
}

/** Ends a token at once. */
export async function revokeToken(parts: ServiceParts, id: string, reason: string, caller: Caller): Promise<TokenView> {
  return tokenView(granted(await parts.tokens.revoke(id, reason, caller)), parts.clock.wall());
}

/** Every token of this control plane, newest first. */
export const tokensOf = ({ tokens, clock }: ServiceParts): readonly TokenView[] =>
  tokens.list().map((token) => tokenView(token, clock.wall()));

function tokenView({ grant, lastUsed }: KnownToken, now: number): TokenView {
  const { id, kind, name, owner, scope, vouched, grantedBy, grantedAt, until, revokedAt } = grant;
  const moment = (at: number): string => new Date(at).toISOString();
  return {
    ...{ id, kind, name, owner, scope, vouched, grantedBy },
    grantedAt: moment(grantedAt),
    until: moment(until),
    lastUsed: lastUsed === null ? null : moment(lastUsed),
    standing: revokedAt !== null ? 'revoked' : now >= until ? 'expired' : 'in force',
  };
}

/** The session that a caller came with. */
export function sessionOf({ session }: Caller): Session {
  if (session !== undefined) return session;
  throw refused(refuse('proof-too-weak', 'No session was sent', 'A person signs in: plimsoll login'));
}
