import { z } from 'zod';
import { TrustWishBody } from '../../../api/consents.ts';
import { ClaimBody, HandOverBody, LoginBody, LogoutBody, RevokeBody, TokenRequestBody } from '../../../api/identity.ts';
import { CodeBody, RegisteredBody, RegistrationBody, SessionBody } from '../../../api/passkeys.ts';
import { EnrolDemoBody, TrustConsentBody } from '../../../api/schema.ts';
import { Bundle } from '../../../approval/bundle.ts';
import { Enrolment } from '../../../approval/enrolment.ts';
import { TrustChange } from '../../../approval/trust-change.ts';
import type { ApiRoute, Operations } from '../operation.ts';

type Area =
  | 'whoami'
  | 'tokens'
  | 'login'
  | 'logout'
  | 'sessions'
  | 'page-codes'
  | 'passkeys'
  | 'approvers'
  | 'demo'
  | 'trust';
type Route = Extract<ApiRoute, `${string} /api/v1/${Area}${string}`>;

/** Takes whatever it is sent: nothing of it is read. */
const NOTHING = z.strictObject({});

/** Who asks, who is trusted, and how they come in. */
export const PEOPLE: Operations<Route> = {
  'GET /api/v1/whoami': { answers: 'whoami', summary: 'Who asks, with everything that they may ask' },
  'GET /api/v1/tokens': { answers: 'tokens', summary: 'Every token of an agent or a CI job, newest first' },
  'POST /api/v1/tokens': {
    answers: 'grantToken',
    summary: 'Make a token; its secret is in this answer and nowhere else',
    body: TokenRequestBody,
  },
  'POST /api/v1/tokens/:id/revoke': { answers: 'revokeToken', summary: 'End a token at once', body: RevokeBody },
  'POST /api/v1/logins': {
    answers: 'openLogin',
    summary: 'Begin to wait for a session',
    more: 'For a command line that keeps the secret of which `proof` is the digest.',
    body: LoginBody,
  },
  'GET /api/v1/logins/:id': { answers: 'login', summary: 'A command line that waits for a session' },
  'POST /api/v1/logins/:id/hand-over': {
    answers: 'handOverLogin',
    summary: 'Hand one’s session over to the command line that shows this code',
    body: HandOverBody,
  },
  'POST /api/v1/logins/:id/claim': {
    answers: 'claimLogin',
    summary: 'Fetch the session that was handed over, once',
    body: ClaimBody,
  },
  'POST /api/v1/logout': { answers: 'logout', summary: 'End one’s session at once', body: LogoutBody },
  'POST /api/v1/sessions/options': {
    answers: 'beginSession',
    summary: 'Options to sign in with a passkey',
    body: NOTHING,
  },
  'POST /api/v1/sessions': { answers: 'session', summary: 'A session for whoever used a passkey', body: SessionBody },
  'POST /api/v1/page-codes': {
    answers: 'pageCode',
    summary: 'A code that lets a page act as this account',
    body: NOTHING,
  },
  'POST /api/v1/page-codes/redeem': { answers: 'redeem', summary: 'What a one-time code stands for', body: CodeBody },
  'POST /api/v1/passkeys/options': {
    answers: 'beginPasskey',
    summary: 'Options to make a passkey',
    body: RegistrationBody,
  },
  'POST /api/v1/passkeys': {
    answers: 'finishPasskey',
    summary: 'Read a passkey that was made, and say what it signs to be enrolled',
    body: RegisteredBody,
  },
  'POST /api/v1/approvers': { answers: 'enrol', summary: 'Enrol the first approver', body: Enrolment },
  'POST /api/v1/demo-approver': {
    answers: 'enrolDemo',
    summary: 'Enrol the labelled approver of a demo',
    body: EnrolDemoBody,
  },
  'GET /api/v1/trust': { answers: 'trust', summary: 'Whom the control plane trusts, and what waits to change that' },
  'POST /api/v1/trust/proposals': {
    answers: 'proposeTrust',
    summary: 'Put a change of the trust list before its approvers',
    body: TrustChange,
  },
  'POST /api/v1/trust/challenges': {
    answers: 'trustToSign',
    summary: 'The statement for that, and the challenge that binds a passkey to it',
    body: TrustWishBody,
  },
  'POST /api/v1/trust/consents': {
    answers: 'consentToTrust',
    summary: 'Sign a proposed change of the trust list',
    body: TrustConsentBody.extend({ bundle: Bundle }),
  },
};
