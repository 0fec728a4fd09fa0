import type { Ceremony, PageAccess, SessionRequest } from '../api/passkeys.ts';
import type { ServiceParts } from './parts.ts';
import { beginLogin, finishLogin } from './passkeys/login.ts';
import { redeemCode } from './passkeys/page-code.ts';

/** What anybody may ask who has not said yet who they are: to come in. Rejects with ProblemError only. */
export interface FrontDoor {
  /** Options for signing in with a passkey. */
  beginSession(): Ceremony;
  /** A session of twelve hours, for whoever used a passkey of the trust list. */
  session(request: SessionRequest): Promise<PageAccess>;
  /** What a one-time code stands for. */
  redeem(code: string): PageAccess;
}

/** The front door of a control plane. */
export const frontDoorOf = (parts: ServiceParts): FrontDoor => ({
  beginSession: () => beginLogin(parts),
  session: (request) => finishLogin(parts, request),
  redeem: (code) => redeemCode(parts, code),
});
