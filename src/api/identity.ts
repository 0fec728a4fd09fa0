import { z } from 'zod';
import { ACTION_NAMES, type Action, type Cell } from '../core/authorisation/action.ts';
import type { Scope } from '../core/authorisation/scope.ts';
import type { Proof, Vouched } from '../core/principal/principal.ts';
import type { Role } from '../core/principal/role.ts';
import type { TokenKind } from '../core/principal/token.ts';

/** One thing that can be asked of a control plane, and whether whoever asks may. */
export interface MayDo {
  readonly action: Action;
  readonly what: string;
  readonly may: Cell;
  /** A signature must come with it: whoever asks, the person who signed is who acts. */
  readonly isSigned: boolean;
  /** Why not, and who does it instead; empty where they may. */
  readonly why: string;
}

/** Who asks, as the control plane sees them. */
export interface WhoAmI {
  /** `agent:builder` */
  readonly principal: string;
  /** The person behind an agent; null for anyone else. */
  readonly owner: string | null;
  readonly roles: readonly Role[];
  readonly proof: Proof;
  /** The token or session that was sent; null for an account of this machine. */
  readonly by: { readonly id: string; readonly until: string } | null;
  readonly scope: Scope;
  readonly actions: readonly MayDo[];
}

/** A token, without what it is used by. */
export interface TokenView {
  readonly id: string;
  readonly kind: TokenKind;
  readonly name: string;
  readonly owner: string | null;
  readonly scope: Scope;
  readonly vouched: Vouched;
  readonly grantedBy: string;
  readonly grantedAt: string;
  readonly until: string;
  readonly lastUsed: string | null;
  readonly standing: 'in force' | 'expired' | 'revoked';
}

/** What a token is asked to be; its lifetime in seconds. */
export interface TokenRequest {
  readonly kind: TokenKind;
  readonly name: string;
  readonly owner: string | null;
  readonly scope: Scope;
  readonly lifetime: number;
}

/** A token just made: the only time that it is shown. */
export interface GrantedToken {
  readonly secret: string;
  readonly token: TokenView;
}

/** A command line that waits for a session. */
export interface LoginView {
  readonly id: string;
  /** The page that signs a person in and hands the session over. */
  readonly url: string;
  /** Stands on the terminal and on the page: who sees two that differ was sent somebody else's link. */
  readonly code: string;
  readonly until: string;
}

/** A session that a page handed to a command line. */
export interface ClaimedSession {
  readonly bearer: string;
  readonly person: string;
  readonly until: string;
}

const Names = z.array(z.string().min(1).max(200)).max(100).nullable();

/** The wire shape of a wish for a token. */
export const TokenRequestBody = z.strictObject({
  kind: z.enum(['agent', 'ci']),
  name: z.string().min(1).max(200),
  owner: z.string().min(1).max(200).nullable(),
  scope: z.strictObject({
    units: Names,
    environments: Names,
    actions: z
      .array(z.enum(ACTION_NAMES as [Action, ...Action[]]))
      .max(100)
      .nullable(),
  }),
  lifetime: z.int().min(1).max(31_536_000),
});

/** The wire shape of an end to a token. */
export const RevokeBody = z.strictObject({ reason: z.string().max(4_096) });

/** The wire shape of a login: the digest of what only the command line knows. */
export const LoginBody = z.strictObject({ proof: z.string().regex(/^sha256:[0-9a-f]{64}$/) });

/** The wire shape of a hand-over: the code that the person compared. */
export const HandOverBody = z.strictObject({ code: z.string().min(1).max(20) });

/** The wire shape of a claim: what the proof is the digest of. */
export const ClaimBody = z.strictObject({ verifier: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });

/** The wire shape of the end of a session, or of every session of that person. */
export const LogoutBody = z.strictObject({ everywhere: z.boolean().optional() });
