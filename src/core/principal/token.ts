import type { Scope } from '../authorisation/scope.ts';
import { type Duration, formatDuration, hours } from '../kernel/duration.ts';
import { type Instant, later } from '../kernel/instant.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import type { Principal, Vouched } from './principal.ts';

/** Who may hold a token: programs. A person signs in instead. */
export type TokenKind = 'agent' | 'ci';

/** What a token is asked to be. */
export interface TokenWish {
  readonly kind: TokenKind;
  readonly name: string;
  /** The person who answers for an agent, as `person:ada`; null for CI. */
  readonly owner: string | null;
  readonly scope: Scope;
  readonly lifetime: Duration;
}

/** A token as it is kept: everything of it but the token. */
export interface TokenGrant extends Omit<TokenWish, 'lifetime'> {
  readonly id: string;
  /** `sha256:…` of the whole token. It is random over its full length, so nothing slower is needed. */
  readonly hash: string;
  readonly vouched: Vouched;
  readonly grantedBy: string;
  readonly grantedAt: Instant;
  readonly until: Instant;
  readonly revokedAt: Instant | null;
}

/** The longest that a token of each kind lives. */
export const LONGEST: Readonly<Record<TokenKind, Duration>> = { agent: hours(24), ci: hours(30 * 24) };

const NAME = /^[a-z0-9][a-z0-9._@+-]{0,62}$/;
const PERSON = /^person:[a-z0-9][a-z0-9._@+-]{0,62}$/;

/** Why such a token is not made; null when it may be. */
export function refuseWish({ kind, name, owner, scope, lifetime }: TokenWish): Refusal | null {
  if (!NAME.test(name)) {
    const message = `${JSON.stringify(name)} is no name for a token’s holder`;
    return refuse('name-malformed', message, 'Use small letters, digits, dots and dashes, as in: --name builder');
  }
  if (kind === 'agent' && (owner === null || !PERSON.test(owner))) {
    return refuse('owner-missing', 'An agent has a person who answers for it', 'Add: --owner person:NAME');
  }
  if (kind === 'ci' && owner !== null) {
    return refuse('owner-of-ci', 'A CI job has no owner: it acts for nobody in particular', 'Leave --owner out');
  }
  if (lifetime <= 0 || lifetime > LONGEST[kind]) {
    const message = `A token for ${kind} lives ${formatDuration(LONGEST[kind])} at most, not ${formatDuration(lifetime)}`;
    return refuse('token-lives-too-long', message, `Add: --expires ${formatDuration(LONGEST[kind])}, or less`);
  }
  const empty = Object.entries(scope).find(([, only]) => only !== null && only.length === 0);
  if (empty !== undefined) {
    return refuse('scope-empty', `A token for no ${empty[0]} at all is no use`, 'Name some, or leave it out for all');
  }
  return null;
}

/** When a token that is made now ends. */
export const endOf = (wish: Pick<TokenWish, 'lifetime'>, at: Instant): Instant => later(at, wish.lifetime);

/** Why a token is not taken now; null when it is. */
export function refuseToken({ id, until, revokedAt }: TokenGrant, at: Instant): Refusal | null {
  if (revokedAt !== null) return refuse('token-revoked', `The token ${id} was revoked`, ANOTHER);
  if (at >= until) return refuse('token-expired', `The token ${id} has expired`, ANOTHER);
  return null;
}

const ANOTHER = 'A person makes another one: plimsoll token create';

/** Who holds a token. */
export const holderOf = ({ kind, name, owner, vouched }: TokenGrant): Principal =>
  kind === 'agent' ? { kind, name, owner: owner ?? '', vouched } : { kind, name, vouched };
