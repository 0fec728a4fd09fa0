import { describe, expect, it } from 'vitest';
import { WHOLE_ROLE } from '../../core/authorisation/scope.ts';
import { hours, minutes } from '../../core/kernel/duration.ts';
import { isRefusal, refuse } from '../../core/kernel/refusal.ts';
import type { TokenWish } from '../../core/principal/token.ts';
import { MemoryJournal } from '../../journal/memory/memory-journal.ts';
import { NOON } from '../../testing/builders.ts';
import { virtualClock } from '../../testing/virtual-clock.ts';
import type { Caller } from '../caller.ts';
import { hashOf } from './secret.ts';
import { TokenBook } from './token-book.ts';

const local: Caller = { principal: { kind: 'local', name: 'os/1000' }, proof: 'os-account' };
const ada: Caller = { principal: { kind: 'person', name: 'ada' }, proof: 'session' };
const wish: TokenWish = { kind: 'agent', name: 'builder', owner: 'person:ada', scope: WHOLE_ROLE, lifetime: hours(8) };

async function aBook() {
  const clock = virtualClock(NOON);
  const journal = new MemoryJournal();
  const book = await TokenBook.load(journal, clock, 1);
  const made = async (by: Caller = ada, changes: Partial<TokenWish> = {}) => {
    const granted = await book.grant({ ...wish, ...changes }, by);
    if (isRefusal(granted)) throw new Error(granted.code);
    return granted;
  };
  const found = (secret: string, of = book): string => {
    const grant = of.find(secret);
    return isRefusal(grant) ? grant.code : grant.id;
  };
  return { clock, journal, book, made, found, again: () => TokenBook.load(journal, clock, 2) };
}

describe('the book of tokens', () => {
  it('makes tokens of 256 random bits that name their kind, no two alike', async () => {
    const { made } = await aBook();

    const agents = await Promise.all([made(), made()]);
    const { secret } = await made(ada, { kind: 'ci', owner: null });

    for (const { secret: one } of agents) expect(one).toMatch(/^plm_agent_[A-Za-z0-9_-]{43}$/);
    expect(secret).toMatch(/^plm_ci_[A-Za-z0-9_-]{43}$/);
    expect(agents[0]?.secret).not.toBe(agents[1]?.secret);
  });

  it('finds a token by what was shown once, and nothing by anything else', async () => {
    const { made, found } = await aBook();
    const { secret, token } = await made();

    expect(found(secret)).toBe(token.grant.id);
    expect(found(secret.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')))).toBe('token-unknown');
    expect(found(secret.replace('agent', 'ci'))).toBe('token-unknown');
    expect(found(`${secret}=`)).toBe('token-malformed');
    expect(found(token.grant.hash)).toBe('token-malformed');
    expect(found('')).toBe('token-malformed');
  });

  it('keeps no token anywhere, only its hash', async () => {
    const { made, journal } = await aBook();

    const { secret } = await made();

    const all = JSON.stringify(await journal.readAll(0, 100));
    expect(all).not.toContain(secret);
    expect(all).not.toContain(secret.slice(10));
    expect(all).toContain(hashOf(secret));
  });

  it('writes down who made a token and how they proved themselves', async () => {
    const { made, journal } = await aBook();

    const { token } = await made(local);
    const { token: vouched } = await made(ada);

    expect([token.grant.vouched, vouched.grant.vouched]).toEqual(['os-account', 'session']);
    expect((await journal.readAll(0, 10)).map(({ type, principal, proof }) => [type, principal.kind, proof])).toEqual([
      ['TokenGranted', 'local', 'os-account'],
      ['TokenGranted', 'person', 'session'],
    ]);
  });

  it('takes no token after its end, by the wall clock', async () => {
    const { made, found, clock } = await aBook();
    const { secret, token } = await made();

    clock.jumpWall(hours(8));
    expect(found(secret)).toBe('token-expired');
    clock.jumpWall(minutes(-1));
    expect(found(secret)).toBe(token.grant.id);
  });

  it('takes no token from the moment it was revoked, also after a restart', async () => {
    const { made, found, book, again } = await aBook();
    const { secret, token } = await made();
    const other = await made();

    await book.revoke(token.grant.id, 'left in a log', ada);

    for (const one of [book, await again()]) {
      expect(found(secret, one)).toBe('token-revoked');
      expect(found(other.secret, one)).toBe(other.token.grant.id);
    }
  });

  it('revokes once, and nothing that there is not', async () => {
    const { made, book, journal } = await aBook();
    const { token } = await made();

    await book.revoke(token.grant.id, 'a', ada);
    await book.revoke(token.grant.id, 'b', ada);

    expect(await book.revoke('tok_none', 'c', ada)).toMatchObject({ code: 'no-such-token' });
    expect((await journal.readAll(0, 10)).map(({ type }) => type)).toEqual(['TokenGranted', 'TokenRevoked']);
  });

  it('shows last use at once, and writes it down at most once an hour', async () => {
    const { made, book, journal, clock, again } = await aBook();
    const { secret } = await made();
    const uses = async () => (await journal.readAll(0, 100)).filter(({ type }) => type === 'TokenUsed').length;
    const used = (of = book) => of.list()[0]?.lastUsed;
    expect(used()).toBeNull();

    book.find(secret);
    await clock.advance(minutes(30));
    book.find(secret);
    expect([await uses(), used()]).toEqual([1, NOON + minutes(30)]);

    await clock.advance(minutes(30));
    book.find(secret);
    await clock.advance(minutes(1));
    expect(await uses()).toBe(2);
    expect(used(await again())).toBe(NOON + hours(1));
  });

  it('writes down what the holder of a token was refused', async () => {
    const { book, made, journal } = await aBook();
    await made();
    const agent: Caller = { principal: { kind: 'agent', name: 'builder', owner: 'person:ada' }, proof: 'token' };

    await book.noteRefused('answer', refuse('role-may-not', 'm', 'r'), agent);

    expect((await journal.readAll(0, 10)).at(-1)).toMatchObject({
      type: 'ActRefused',
      principal: { kind: 'agent', name: 'builder' },
      body: { act: 'answer', code: 'role-may-not' },
    });
  });
});
