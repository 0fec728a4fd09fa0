import { timingSafeEqual } from 'node:crypto';
import { isRefusal, type Refusal, refuse } from '../core/kernel/refusal.ts';
import { type Caller, callerOfSession, callerOfToken } from './caller.ts';
import { granted, refused } from './refused.ts';
import type { SessionCookie } from './session-cookie.ts';
import { PAGE_PREFIX, SESSION_PREFIX, type Session, type Sessions } from './sessions.ts';
import type { TokenBook } from './tokens/token-book.ts';

/** Says who a request comes from, or throws a ProblemError: without a proof there is no caller. */
export type Authenticate = (request: Request) => Caller;

/** What a bearer text is looked up in. */
export interface Proofs {
  readonly tokens: Pick<TokenBook, 'find'>;
  readonly sessions: Pick<Sessions, 'find' | 'findOfPage'>;
}

/** The way in over the socket: the file system let the account in; a token or session that is sent counts instead. */
export const overSocket =
  (local: Caller, own: string, proofs: Proofs): Authenticate =>
  (request) => {
    const bearer = bearerOf(request);
    return bearer === null || isSame(bearer, own) ? local : callerOf(bearer, proofs);
  };

/** The way in over the loopback port: anybody may knock, so something must be sent. `own` is the token of this start, which only this account can read. */
export function overLoopback(local: Caller, own: string, proofs: Proofs, cookie: () => SessionCookie): Authenticate {
  const isFirstLook = eachOnce();
  return (request) => {
    const bearer = bearerOf(request);
    if (bearer === null) {
      const remedy = 'Send: Authorization: Bearer TOKEN, or set PLIMSOLL_TOKEN; a person signs in: plimsoll login';
      throw refused(refuse('not-signed-in', 'This way in needs a token or a session', remedy));
    }
    if (bearer.startsWith(PAGE_PREFIX))
      return callerOfPage(cookie().halvesIn(request), bearer, isFirstLook(request), proofs);
    return isSame(bearer, own) ? local : callerOf(bearer, proofs);
  };
}

/** Whether it is asked of a request for the first time: a stream asks again and again whether it may go on, which is no use. */
function eachOnce(): (request: Request) => boolean {
  const seen = new WeakSet<Request>();
  return (request) => !seen.has(request) && seen.add(request) !== undefined;
}

/** A page's half, with whichever cookie of that name fits it: another port of this host can put some there too. */
function callerOfPage(cookies: readonly string[], bearer: string, isUse: boolean, { sessions }: Proofs): Caller {
  const found: readonly (Session | Refusal)[] = cookies.map((cookie) => sessions.findOfPage({ cookie, bearer }, isUse));
  const session = found.find((one): one is Session => !isRefusal(one));
  if (session !== undefined) return callerOfSession(session);
  const ended = found.filter(isRefusal).find(({ code }) => code !== 'session-unknown');
  throw refused(ended ?? refuse('session-unknown', 'Nobody is signed in by that', 'Sign in again on the page'));
}

function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function callerOf(bearer: string, { tokens, sessions }: Proofs): Caller {
  if (!bearer.startsWith(SESSION_PREFIX)) return callerOfToken(granted(tokens.find(bearer)));
  const session = sessions.find(bearer);
  if (isRefusal(session)) throw refused(session);
  return callerOfSession(session);
}

/** What follows `Bearer`; null when the request says nothing about who asks. */
function bearerOf(request: Request): string | null {
  const header = request.headers.get('authorization');
  if (header === null) return null;
  const [, bearer] = /^Bearer ([\x21-\x7e]{1,512})$/.exec(header) ?? [];
  if (bearer !== undefined) return bearer;
  const remedy = 'Send: Authorization: Bearer TOKEN';
  throw refused(refuse('token-malformed', 'The Authorization header cannot be read', remedy));
}
