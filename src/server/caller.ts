import type { Scope } from '../core/authorisation/scope.ts';
import { WHOLE_ROLE } from '../core/authorisation/scope.ts';
import type { Principal, Proof } from '../core/principal/principal.ts';
import { holderOf, type TokenGrant } from '../core/principal/token.ts';
import type { Session } from './sessions.ts';

/** Who asks, and how they proved it. */
export interface Caller {
  readonly principal: Principal;
  readonly proof: Proof;
  /** The token that was sent; absent where none was. */
  readonly grant?: TokenGrant;
  /** The session that was sent; absent where none was. */
  readonly session?: Session;
}

/** The holder of a token. */
export const callerOfToken = (grant: TokenGrant): Caller => ({ principal: holderOf(grant), proof: 'token', grant });

/** A person who signed in: what a session proves. It approves nothing; only a fresh signature does. */
export const callerOfSession = (session: Session): Caller => ({
  principal: { kind: 'person', name: session.person.replace(/^person:/, '') },
  proof: 'session',
  session,
});

/** What the sent token narrows. */
export const scopeOf = ({ grant }: Caller): Scope => grant?.scope ?? WHOLE_ROLE;
