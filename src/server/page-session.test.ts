import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aControlPlane, type ControlPlaneOnBench, HEADERS } from '../../test/api/control-plane.ts';
import type { Ceremony, PageAccess } from '../api/passkeys.ts';
import { hours, minutes, seconds } from '../core/kernel/duration.ts';
import { SoftwareAuthenticator } from '../testing/software-authenticator.ts';
import { SessionBook } from './session-book.ts';
import { SessionCookie } from './session-cookie.ts';
import { SessionRecord } from './session-record.ts';

let here: ControlPlaneOnBench;
let passkey: SoftwareAuthenticator;
beforeEach(async () => {
  here = await aControlPlane();
  passkey = new SoftwareAuthenticator({});
  await enrol();
});
afterEach(() => here.close());

/** What a browser sends of its own accord, and what its page sends. */
interface Sent {
  readonly cookie?: string;
  readonly bearer?: string;
}

async function ask(method: 'GET' | 'POST', path: string, body?: unknown, { cookie, bearer }: Sent = {}) {
  const answer = await here.app.request(`/api/v1${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(cookie === undefined ? {} : { cookie }),
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks into is whatever was answered.
  const value = (await answer.json()) as any;
  return { status: answer.status, value, code: value?.problems?.[0]?.code, set: answer.headers.get('set-cookie') };
}
const own = { bearer: HEADERS.authorization.replace('Bearer ', '') };

async function enrol(): Promise<void> {
  const begun = await ask('POST', '/passkeys/options', { name: 'ada', groups: [], environments: null }, own);
  const { ceremony, options } = begun.value;
  const made = await ask('POST', '/passkeys', { ceremony, response: passkey.register(options.challenge) }, own);
  const { claim, options: next } = made.value;
  const possession = { kind: 'webauthn', ...passkey.assert(next.challenge) };
  expect((await ask('POST', '/approvers', { ...claim, possession }, own)).status).toBe(200);
}

async function signIn() {
  const { ceremony, options } = (await ask('POST', '/sessions/options', {})).value as Ceremony;
  const assertion = { kind: 'webauthn', ...passkey.assert((options as { challenge: string }).challenge) };
  const { value, set } = await ask('POST', '/sessions', { ceremony, assertion, cookie: true });
  const { bearer, who } = value as PageAccess;
  return { bearer, who, set: set ?? '', cookie: (set ?? '').split(';')[0] ?? '' };
}
const whoami = (sent: Sent) => ask('GET', '/whoami', undefined, sent);

describe('a person who signs in on the page', () => {
  it('is known by the cookie and the page’s half together, and by neither alone', async () => {
    const { cookie, bearer, who } = await signIn();

    expect(who).toBe('person:ada');
    expect((await whoami({ cookie, bearer })).value).toMatchObject({ principal: 'person:ada', proof: 'session' });
    expect((await whoami({ cookie })).code).toBe('not-signed-in');
    expect((await whoami({ bearer })).code).toBe('session-unknown');
    expect((await whoami({ bearer: cookie.split('=')[1] ?? '' })).status).toBe(401);
    expect((await whoami({ cookie: `plimsoll-7312=${cookie.split('=')[1]}`, bearer })).code).toBe('session-unknown');
  });

  it('gets a cookie that no script reads, that no other site sends, and that ends with the session', async () => {
    const { set, bearer } = await signIn();

    expect(set).toMatch(/^plimsoll-7311=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/);
    expect(bearer).toMatch(/^plm_page_[\w-]{43}$/);
    expect(new SessionCookie('https://approve.example.org').given('x', 1)).toBe(
      '__Host-plimsoll-443=x; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=1',
    );
  });

  it('is not known by one session’s cookie with the half of another', async () => {
    const [one, other] = [await signIn(), await signIn()];

    expect((await whoami({ cookie: one.cookie, bearer: other.bearer })).code).toBe('session-unknown');
    // What another port of this host puts beside it does not lock the person out either.
    expect((await whoami({ cookie: `plimsoll-7311=tossed; ${one.cookie}`, bearer: one.bearer })).status).toBe(200);
  });

  it('is signed out after an hour without a use, and after twelve in any case', async () => {
    const page = await signIn();
    const idle = await signIn();

    for (let used = 0; used < 12; used += 1) {
      await here.clock.advance(minutes(59));
      expect((await whoami(page)).status, `${used}`).toBe(200);
    }
    expect((await whoami(idle)).code).toBe('session-idle');
    await here.clock.advance(minutes(12));
    await here.clock.advance(seconds(1));
    expect((await whoami(page)).code).toBe('session-expired');
  });

  it('signs out that page, and the browser is told to forget the cookie', async () => {
    const [page, other] = [await signIn(), await signIn()];

    const out = await ask('POST', '/logout', {}, page);

    expect([out.status, out.set]).toEqual([200, 'plimsoll-7311=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0']);
    expect((await whoami(page)).code).toBe('session-ended');
    expect((await whoami(other)).status).toBe(200);
  });

  it('signs out everywhere, terminals included, when they say so', async () => {
    const [page, other] = [await signIn(), await signIn()];
    const { bearer } = await here.parts.passkeys.sessions.begin('person:ada', (await key()).id);
    expect((await whoami({ bearer })).status).toBe(200);

    await ask('POST', '/logout', { everywhere: true }, page);

    expect((await whoami(other)).code).toBe('session-ended');
    expect((await whoami({ bearer })).code).toBe('session-ended');
    const ended = (await here.journal.read('sessions')).filter(({ type }) => type === 'SessionEnded');
    expect(ended).toHaveLength(3);
  });

  it('is signed out when the passkey is revoked', async () => {
    const page = await signIn();
    const { record } = here.parts;
    const list = record.trust;
    if (list === null) throw new Error('nobody is enrolled');
    const keys = list.keys.map((one) => ({ ...one, revokedAt: one.addedAt }));
    const engine = { principal: { kind: 'system', name: 'engine' }, proof: 'none' } as const;
    await record.say({ type: 'TrustListAdopted', list: { ...list, version: 2, keys } }, engine);

    expect((await whoami(page)).code).toBe('session-ended');
  });

  it('leaves nothing of either half in the journal', async () => {
    const { cookie, bearer } = await signIn();
    await whoami({ cookie, bearer });
    const text = JSON.stringify(await here.journal.readAll(0, 10_000));

    expect(text).toContain('SessionBegun');
    expect(text).not.toContain(bearer.slice('plm_page_'.length));
    expect(text).not.toContain(cookie.split('=')[1]);
  });

  describe('when the control plane is started again', () => {
    const startedAgain = async () =>
      new SessionBook(await SessionRecord.load(here.journal, here.clock, 1), here.clock, () => true);
    const begun = async () => here.parts.passkeys.sessions.beginOnPage('person:ada', (await key()).id);

    it('is known as before, until the same moment', async () => {
      const { halves, session } = await begun();
      here.clock.jumpWall(hours(11));

      const sessions = await startedAgain();

      expect(sessions.findOfPage(halves, true)).toMatchObject(session);
      here.clock.jumpWall(minutes(61));
      expect(sessions.findOfPage(halves, true)).toMatchObject({ code: 'session-expired' });
    });

    it('is known at terminals too, and by nothing that was ended or ran out before', async () => {
      const [ended, page] = [await begun(), await begun()];
      const { bearer } = await here.parts.passkeys.sessions.handOver(page.session);
      await here.parts.passkeys.sessions.end(ended.session.id);

      const sessions = await startedAgain();

      expect(sessions.find(bearer)).toMatchObject({ person: 'person:ada' });
      expect(sessions.findOfPage(ended.halves, true)).toMatchObject({ code: 'session-unknown' });
      here.clock.jumpWall(hours(13));
      expect((await startedAgain()).findOfPage(page.halves, true)).toMatchObject({ code: 'session-unknown' });
    });

    it('is known by both halves only, and ends by saying so everywhere', async () => {
      const { halves } = await begun();
      const sessions = await startedAgain();

      expect(sessions.findOfPage({ ...halves, cookie: 'another' }, true)).toMatchObject({ code: 'session-unknown' });
      await sessions.endAllOf('person:ada');
      expect(sessions.findOfPage(halves, true)).toMatchObject({ code: 'session-ended' });
    });

    it('is not known where the clock stands before the record', async () => {
      const { halves } = await begun();
      here.clock.jumpWall(minutes(-5));

      expect((await startedAgain()).findOfPage(halves, true)).toMatchObject({ code: 'session-unknown' });
    });
  });

  it('keeps a stream open by using the page, not by the stream', async () => {
    const { sessions } = here.parts;
    const { halves } = await sessions.beginOnPage('person:ada', (await key()).id);
    const isKnown = (isUse: boolean) => 'person' in sessions.findOfPage(halves, isUse);

    await here.clock.advance(minutes(40));
    expect(isKnown(false)).toBe(true);
    await here.clock.advance(minutes(30));

    expect(isKnown(false)).toBe(false);
    expect(isKnown(true)).toBe(false);
    await here.clock.advance(hours(1));
  });
});

async function key() {
  const found = here.parts.record.trust?.keys[0];
  if (found === undefined) throw new Error('nobody is enrolled');
  return found;
}
