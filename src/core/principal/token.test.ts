import { describe, expect, it } from 'vitest';
import { WHOLE_ROLE } from '../authorisation/scope.ts';
import { hours, milliseconds } from '../kernel/duration.ts';
import { instant, later } from '../kernel/instant.ts';
import { holderOf, refuseToken, refuseWish, type TokenGrant, type TokenWish } from './token.ts';

const wish: TokenWish = {
  kind: 'agent',
  name: 'builder',
  owner: 'person:ada',
  scope: WHOLE_ROLE,
  lifetime: hours(24),
};
const ci: TokenWish = { ...wish, kind: 'ci', owner: null, lifetime: hours(720) };
const code = (changes: Partial<TokenWish>, of: TokenWish = wish) => refuseWish({ ...of, ...changes })?.code ?? 'made';

describe('a wish for a token', () => {
  it('is granted to an agent with an owner for a day, and to CI for thirty', () => {
    expect(code({})).toBe('made');
    expect(code({}, ci)).toBe('made');
    expect(code({ lifetime: milliseconds(1) })).toBe('made');
  });

  it('lives no longer than that', () => {
    expect(code({ lifetime: milliseconds(hours(24) + 1) })).toBe('token-lives-too-long');
    expect(code({ lifetime: milliseconds(hours(720) + 1) }, ci)).toBe('token-lives-too-long');
    expect(code({ lifetime: milliseconds(0) })).toBe('token-lives-too-long');
  });

  it.each([null, 'ada', 'agent:other', 'local:os/1000', 'person:', 'person:Ada'])(
    'is not granted to an agent of %s',
    (owner) => {
      expect(code({ owner })).toBe('owner-missing');
    },
  );

  it('is not granted to a CI job of a person', () => {
    expect(code({ owner: 'person:ada' }, ci)).toBe('owner-of-ci');
  });

  it.each(['', 'Builder', 'a b', 'a\u0000', 'engine:x', '../x'])('is not granted to the name %j', (name) => {
    expect(code({ name })).toBe('name-malformed');
  });

  it('is for something', () => {
    expect(code({ scope: { ...WHOLE_ROLE, actions: [] } })).toBe('scope-empty');
    expect(code({ scope: { ...WHOLE_ROLE, actions: ['read'] } })).toBe('made');
  });
});

describe('a token', () => {
  const now = instant(1_000_000);
  const grant: TokenGrant = {
    ...{ kind: 'agent', name: 'builder', owner: 'person:ada', scope: WHOLE_ROLE, vouched: 'session' },
    ...{ id: 'tok_1', hash: 'sha256:00', grantedBy: 'person:ada', grantedAt: now, revokedAt: null },
    until: later(now, hours(1)),
  };

  it('is taken until its last millisecond, and not when it was revoked', () => {
    expect(refuseToken(grant, later(grant.until, milliseconds(-1)))).toBeNull();
    expect(refuseToken(grant, grant.until)?.code).toBe('token-expired');
    expect(refuseToken({ ...grant, revokedAt: now }, now)?.code).toBe('token-revoked');
  });

  it('names its holder, with the owner of an agent and how the token was vouched for', () => {
    expect(holderOf(grant)).toEqual({ kind: 'agent', name: 'builder', owner: 'person:ada', vouched: 'session' });
    expect(holderOf({ ...grant, kind: 'ci', owner: null })).toEqual({
      kind: 'ci',
      name: 'builder',
      vouched: 'session',
    });
  });
});
