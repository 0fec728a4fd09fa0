import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aControlPlane, type ControlPlaneOnBench, HEADERS, REQUEST } from '../../../test/api/control-plane.ts';
import type { Ceremony, PageAccess, RegisteredPasskey } from '../../api/passkeys.ts';
import { challengeOf } from '../../approval/webauthn/challenge.ts';
import { passkeyIdOf } from '../../approval/webauthn/passkey.ts';
import { hours, seconds } from '../../core/kernel/duration.ts';
import { type Otherwise, SoftwareAuthenticator } from '../../testing/software-authenticator.ts';

let here: ControlPlaneOnBench;
let passkey: SoftwareAuthenticator;
beforeEach(async () => {
  here = await aControlPlane();
  passkey = new SoftwareAuthenticator({ counter: 'rising' });
});
afterEach(() => here.close());

type Answer = { readonly status: number; readonly body: unknown; readonly code: string | undefined };

async function ask(method: 'GET' | 'POST', path: string, body?: unknown, bearer?: string): Promise<Answer> {
  const { authorization: own, ...others } = HEADERS;
  const headers = { ...others, ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }) };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await here.app.request(`/api/v1${path}`, {
    method,
    headers: bearer === 'own' ? { ...others, authorization: own } : headers,
    ...sent,
  });
  const value = (await answer.json()) as { problems?: readonly { code: string }[] };
  return { status: answer.status, body: value, code: value?.problems?.[0]?.code };
}

const challengeIn = (options: unknown): string => (options as { challenge: string }).challenge;

async function enrol(
  name = 'ada',
  of = passkey,
  otherwise: { create?: Otherwise; get?: Otherwise } = {},
): Promise<Answer> {
  const begun = await ask('POST', '/passkeys/options', { name, groups: [], environments: null }, 'own');
  const { ceremony, options } = begun.body as Ceremony;
  const response = of.register(challengeIn(options), otherwise.create);
  const made = await ask('POST', '/passkeys', { ceremony, response }, 'own');
  if (made.status !== 200) return made;
  const { claim, options: next } = made.body as RegisteredPasskey;
  const possession = { kind: 'webauthn', ...of.assert(challengeIn(next), otherwise.get) };
  return ask('POST', '/approvers', { ...claim, possession }, 'own');
}

async function login(otherwise: Otherwise = {}, of = passkey) {
  const { ceremony, options } = (await ask('POST', '/sessions/options', {})).body as Ceremony;
  const assertion = { kind: 'webauthn', ...of.assert(challengeIn(options), otherwise) };
  return { ceremony, assertion, answer: await ask('POST', '/sessions', { ceremony, assertion }) };
}

describe('enrolling a passkey', () => {
  it('unlocks production for the first person, with a passkey of either kind', async () => {
    const answer = await enrol('ada', new SoftwareAuthenticator({ algorithm: 'EdDSA' }));

    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      approvers: [{ person: 'person:ada', active: true, passkey: { rpId: 'localhost' } }],
    });
  });

  it('lets a further key wait for a signature', async () => {
    await enrol();

    const { body } = await enrol('bob', new SoftwareAuthenticator());

    expect(body).toMatchObject({ approvers: [{ person: 'person:ada' }] });
    expect((body as { approvers: unknown[] }).approvers).toHaveLength(1);
  });

  it.each<[string, { create?: Otherwise; get?: Otherwise }, string]>([
    ['made on another page', { create: { origin: 'http://localhost:3000' } }, 'passkey-registration-refused'],
    ['made for another site', { create: { rpId: 'example.org' } }, 'passkey-registration-refused'],
    ['made without knowing for whom', { create: { isUserVerified: false } }, 'passkey-registration-refused'],
    ['shown without knowing by whom', { get: { isUserVerified: false } }, 'passkey-user-unverified'],
    ['shown on another page', { get: { origin: 'http://localhost:3000' } }, 'passkey-origin-wrong'],
  ])('is refused for one that was %s', async (_how, otherwise, code) => {
    expect((await enrol('ada', new SoftwareAuthenticator(), otherwise)).code).toBe(code);
    expect((await here.plane.about()).approvers).toEqual([]);
    expect((await enrol()).status).toBe(200);
  });

  it('is refused for one that belongs to another page than ours, whatever it signed', async () => {
    const foreign = new SoftwareAuthenticator({ origin: 'http://localhost:9999' });

    const bytes = foreign.register('AAAA');
    expect(bytes.id).toBe(foreign.credentialId);
    expect((await enrol('ada', foreign)).code).toBe('passkey-registration-refused');
  });

  it('takes a ceremony once, and nothing without the proof of the account', async () => {
    const begun = await ask('POST', '/passkeys/options', { name: 'ada', groups: [], environments: null }, 'own');
    const { ceremony, options } = begun.body as Ceremony;
    const made = { ceremony, response: passkey.register(challengeIn(options)) };

    expect((await ask('POST', '/passkeys', made, 'own')).status).toBe(200);
    expect((await ask('POST', '/passkeys', made, 'own')).code).toBe('passkey-ceremony-unknown');
    expect((await ask('POST', '/passkeys/options', { name: 'ada', groups: [], environments: null })).code).toBe(
      'not-signed-in',
    );
  });
});

describe('signing in with a passkey', () => {
  it('makes a session of twelve hours that speaks for the person', async () => {
    await enrol();

    const { answer } = await login();

    const { bearer, who, proof } = answer.body as PageAccess;
    expect({ who, proof }).toEqual({ who: 'person:ada', proof: 'session' });
    expect((await ask('GET', '/whoami', undefined, bearer)).body).toMatchObject({
      principal: 'person:ada',
      proof: 'session',
    });
    await here.clock.advance(hours(11));
    expect((await ask('GET', '/whoami', undefined, bearer)).status).toBe(200);
    await here.clock.advance(hours(1));
    await here.clock.advance(seconds(1));
    expect((await ask('GET', '/whoami', undefined, bearer)).code).toBe('session-expired');
  });

  it.each<[string, Otherwise, string]>([
    ['on another port', { origin: 'http://localhost:3000' }, 'passkey-origin-wrong'],
    ['for another site', { rpId: 'example.org' }, 'passkey-rp-wrong'],
    ['without knowing who it is', { isUserVerified: false }, 'passkey-user-unverified'],
    ['with a count that fell', { counter: 1 }, 'passkey-counter-fell'],
  ])('is refused %s', async (_how, otherwise, code) => {
    await enrol();
    expect((await login()).answer.status).toBe(200);

    expect((await login(otherwise)).answer.code).toBe(code);
    expect((await login()).answer.status).toBe(200);
  });

  it('takes an answer once', async () => {
    await enrol();
    const { ceremony, assertion, answer } = await login();
    expect(answer.status).toBe(200);

    expect((await ask('POST', '/sessions', { ceremony, assertion })).code).toBe('passkey-ceremony-unknown');
    const { ceremony: next } = (await ask('POST', '/sessions/options', {})).body as Ceremony;
    expect((await ask('POST', '/sessions', { ceremony: next, assertion })).code).toBe('passkey-challenge-wrong');
  });

  it('knows nobody by a passkey that was not enrolled', async () => {
    await enrol();

    expect((await login({}, new SoftwareAuthenticator())).answer.code).toBe('approver-key-unknown');
  });

  it('takes no sign-in for an approval', async () => {
    await enrol();
    const { view } = await here.plane.open(REQUEST);
    await here.until(view.id, 'awaiting-approval');
    const statement = await offered(view.id);
    const { assertion } = await login();

    const answer = await ask('POST', `/deployments/${view.id}/answers`, { statement, signature: assertion }, 'own');

    expect(answer.code).toBe('passkey-challenge-wrong');
  });
});

async function offered(id: string): Promise<string> {
  const credentialId = passkeyIdOf(passkey.credentialId);
  const asked = {
    checkpoint: 'production-promotion',
    decision: 'approve',
    reason: '',
    approver: 'person:ada',
    credentialId,
  } as const;
  return (await here.plane.challenge(id, asked)).statement;
}

describe('approving with a passkey', () => {
  it('promotes the release, once', async () => {
    await enrol();
    const { view } = await here.plane.open(REQUEST);
    await here.until(view.id, 'awaiting-approval');
    const statement = await offered(view.id);
    const bundle = { statement, signature: { kind: 'webauthn' as const, ...passkey.assert(challengeOf(statement)) } };

    const after = await here.plane.answer(view.id, bundle);

    expect(after.approvals).toMatchObject([{ approver: 'person:ada', kind: 'webauthn', assurance: 'A1' }]);
    await here.until(view.id, 'baking');
    await expect(here.plane.answer(view.id, bundle)).rejects.toMatchObject({
      problems: [{ code: 'approval-not-pending' }],
    });
  });

  it('remembers over a restart what a passkey counted', async () => {
    await enrol();
    await login();
    const counted = (await here.journal.read('sessions')).filter(({ type }) => type === 'PasskeyUsed');

    expect(counted.at(-1)?.body).toMatchObject({ keyId: passkeyIdOf(passkey.credentialId) });
    expect((await login({ counter: 2 })).answer.code).toBe('passkey-counter-fell');
  });
});

describe('the code of a link', () => {
  it('gives a page the proof of the account, once and within a minute', async () => {
    const { code } = await here.plane.pageCode();
    const late = await here.plane.pageCode();

    const access = (await ask('POST', '/page-codes/redeem', { code })).body as PageAccess;

    expect((await ask('GET', '/whoami', undefined, access.bearer)).body).toMatchObject({ proof: 'os-account' });
    expect((await ask('POST', '/page-codes/redeem', { code })).code).toBe('page-code-unknown');
    await here.clock.advance(seconds(61));
    expect((await ask('POST', '/page-codes/redeem', { code: late.code })).code).toBe('page-code-unknown');
  });

  it('is made for no session', async () => {
    await enrol();
    const { bearer } = (await login()).answer.body as PageAccess;

    expect((await ask('POST', '/page-codes', {}, bearer)).status).toBe(403);
  });
});

describe('the pages', () => {
  it.each(['/enrol', '/login', '/d/dep_1/approve'])('%s holds no data, and takes no script but ours', async (path) => {
    const answer = await here.app.request(path);

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-security-policy')).toContain("require-trusted-types-for 'script'");
    expect(await answer.text()).not.toContain('dep_1');
  });

  it.each(['/assets/../package.json', '/assets/core/../../package.json', '/assets/cli/main.js', '/assets/core/x.ts'])(
    'load nothing else of this machine: %s',
    async (path) => {
      expect((await here.app.request(path)).status).toBe(404);
    },
  );
});
