import type { Ceremony, PageAccess, SessionRequest } from '../api/passkeys.ts';
import type { ServiceParts } from './parts.ts';
import { beginLogin, finishLogin, finishPageLogin } from './passkeys/login.ts';
import { redeemCode } from './passkeys/page-code.ts';
import { originOf } from './passkeys/site.ts';
import { SESSION_SECONDS } from './session-book.ts';
import { SessionCookie } from './session-cookie.ts';

/** What anybody may ask who has not said yet who they are: to come in. Rejects with ProblemError only. */
export interface FrontDoor {
  /** Options for signing in with a passkey. */
  beginSession(): Ceremony;
  /** A session of twelve hours, for whoever used a passkey of the trust list. */
  session(request: SessionRequest): Promise<PageAccess>;
  /** The same for a page: with the cookie that is the other half of it. */
  pageSession(request: SessionRequest): Promise<{ readonly access: PageAccess; readonly cookie: string }>;
  /** The cookie of pages here. */
  readonly cookie: SessionCookie;
  /** What a one-time code stands for. */
  redeem(code: string): PageAccess;
}

/** The front door of a control plane. */
export const frontDoorOf = (parts: ServiceParts): FrontDoor => ({
  beginSession: () => beginLogin(parts),
  session: (request) => finishLogin(parts, request),
  pageSession: async (request) => {
    const { access, halves } = await finishPageLogin(parts, request);
    return { access, cookie: cookieOf(parts).given(halves.cookie, SESSION_SECONDS) };
  },
  get cookie() {
    return cookieOf(parts);
  },
  redeem: (code) => redeemCode(parts, code),
});

/** Named by where the page is, which is known once it is up. */
const cookieOf = (parts: ServiceParts): SessionCookie => new SessionCookie(originOf(parts));
