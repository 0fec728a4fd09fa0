import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WHOLE_ROLE } from '../../src/core/authorisation/scope.ts';
import { hours, minutes } from '../../src/core/kernel/duration.ts';
import { REQUEST } from '../api/control-plane.ts';
import { aCrowd, type Crowd } from './callers.ts';

let crowd: Crowd;
beforeEach(async () => {
  crowd = await aCrowd();
});
afterEach(() => crowd.here.close());

const WISH = { kind: 'agent', name: 'builder', owner: 'person:ada', scope: WHOLE_ROLE, lifetime: 3_600 };

describe('a token that is sent', () => {
  const about = (bearer: string | null) => crowd.ask('GET', '/api/v1/about', bearer);

  it('lets its holder in', async () => {
    expect((await about((await crowd.token()).secret)).status).toBe(200);
  });

  it.each([
    ['none', null, 'not-signed-in'],
    ['one that nobody made', `plm_agent_${'a'.repeat(43)}`, 'token-unknown'],
    ['one of another kind', `plm_person_${'a'.repeat(43)}`, 'token-malformed'],
    ['one that is cut', 'plm_agent_abc', 'token-malformed'],
    ['a session that there is not', `plm_session_${'a'.repeat(43)}`, 'session-unknown'],
    ['an unsigned web token', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.', 'token-malformed'],
  ])('refuses %s', async (_what, bearer, code) => {
    expect(await about(bearer)).toMatchObject({ status: 401, code, type: 'application/problem+json' });
  });

  it.each(['Basic YWRhOmFkYQ==', 'Bearer', 'Bearer  two', 'bearer x', 'Bearer a b'])(
    'is not read from %j',
    async (authorization) => {
      const headers = { host: 'localhost:7311', authorization };
      const response = await crowd.here.app.request('/api/v1/about', { headers });

      expect([
        response.status,
        ((await response.json()) as { problems: { code: string }[] }).problems[0]?.code,
      ]).toEqual([401, 'token-malformed']);
    },
  );

  it('of another control plane is unknown here', async () => {
    const other = await aCrowd();
    const { secret } = await other.token();
    await other.here.close();

    expect(await about(secret)).toMatchObject({ status: 401, code: 'token-unknown' });
  });

  it('is refused from its end on', async () => {
    const { secret } = await crowd.token({ lifetime: hours(2) });

    crowd.here.clock.jumpWall(minutes(119));
    expect((await about(secret)).status).toBe(200);
    crowd.here.clock.jumpWall(minutes(1));
    expect(await about(secret)).toMatchObject({ status: 401, code: 'token-expired' });
  });

  it('is refused from its revocation on, and other tokens are not', async () => {
    const [lost, kept] = [await crowd.token(), await crowd.token()];
    const admin = await crowd.bearerOf('admin');

    const revoked = await crowd.ask('POST', `/api/v1/tokens/${lost.id}/revoke`, admin, { reason: 'lost' });

    expect(revoked.value).toMatchObject({ id: lost.id, standing: 'revoked' });
    expect(await about(lost.secret)).toMatchObject({ status: 401, code: 'token-revoked' });
    expect((await about(kept.secret)).status).toBe(200);
  });
});

describe('the scope of a token', () => {
  const read = (path: string, secret: string) => crowd.ask('GET', `/api/v1${path}`, secret);
  const opened = async (): Promise<string> => (await crowd.here.plane.open(REQUEST)).view.id;

  it('narrows what it may be used for', async () => {
    const { secret } = await crowd.token({ scope: { ...WHOLE_ROLE, actions: ['read'] } });
    const hold = { kind: 'hold', reason: 'a test' };

    expect((await read('/deployments', secret)).status).toBe(200);
    expect(await crowd.ask('POST', '/api/v1/deployments/none/requests', secret, hold)).toMatchObject({
      ...{ status: 403, code: 'token-not-for-this' },
    });
    expect(await crowd.ask('POST', '/api/v1/deployments', secret, REQUEST)).toMatchObject({
      ...{ status: 403, code: 'token-not-for-this' },
    });
  });

  it('narrows the units and environments that it may be used in', async () => {
    const id = await opened();
    const of = (units: readonly string[] | null, environments: readonly string[] | null) =>
      crowd.token({ scope: { units, environments, actions: null } });
    const fits = (await of(['checkout'], ['production', 'staging'])).secret;
    const elsewhere = (await of(['billing'], null)).secret;
    const below = (await of(null, ['staging'])).secret;

    for (const path of [`/deployments/${id}`, `/deployments/${id}/events`, '/environments/checkout/production']) {
      expect((await read(path, fits)).status, path).toBe(200);
      expect(await read(path, elsewhere), path).toMatchObject({ status: 403, code: 'token-for-another-unit' });
      expect(await read(path, below), path).toMatchObject({ status: 403, code: 'token-for-another-environment' });
    }
    expect((await crowd.ask('POST', '/api/v1/deployments', fits, REQUEST)).status).toBe(200);
    expect(await crowd.ask('POST', '/api/v1/deployments', elsewhere, REQUEST)).toMatchObject({
      ...{ status: 403, code: 'token-for-another-unit' },
    });
    expect(await crowd.ask('POST', '/api/v1/plans', below, REQUEST)).toMatchObject({
      ...{ status: 403, code: 'token-for-another-environment' },
    });
  });

  it('leaves other places out of lists', async () => {
    const id = await opened();
    const scope = { units: ['billing'], environments: null, actions: null };
    const elsewhere = (await crowd.token({ scope })).secret;
    const fits = (await crowd.token({ scope: { ...scope, units: ['checkout'] } })).secret;
    const ids = async (path: string, secret: string): Promise<string> =>
      JSON.stringify((await read(path, secret)).value);

    for (const path of ['/deployments', '/current', '/history', '/events', '/environments']) {
      expect(await ids(path, fits), path).toContain('checkout');
      expect(await ids(path, elsewhere), path).not.toContain('checkout');
      expect(await ids(path, elsewhere), path).not.toContain(id);
    }
  });

  it('is not for what no place is known of', async () => {
    const scope = { units: ['checkout'], environments: null, actions: null };
    const { secret } = await crowd.token({ scope });

    expect(await read('/trust', secret)).toMatchObject({ status: 403, code: 'token-not-for-this' });
    expect((await read('/trust', (await crowd.token()).secret)).status).toBe(200);
    expect((await read('/whoami', secret)).status).toBe(200);
  });
});

describe('making a token', () => {
  const make = async (by: Parameters<Crowd['bearerOf']>[0], changes: object = {}) =>
    crowd.ask('POST', '/api/v1/tokens', await crowd.bearerOf(by), { ...WISH, ...changes });

  it('is for an admin in anybody’s name, for others in their own', async () => {
    expect((await make('admin', { owner: 'person:bob' })).status).toBe(200);
    expect((await make('approver', { owner: 'person:bob' })).status).toBe(200);
    expect(await make('approver', { owner: 'person:ada' })).toMatchObject({ status: 403, code: 'owner-is-another' });
  });

  it('tells of a token once; the list never shows it again', async () => {
    const { value } = await make('admin');
    const listed = await crowd.ask('GET', '/api/v1/tokens', await crowd.bearerOf('admin'));

    expect(value.secret).toMatch(/^plm_agent_/);
    expect(value.token).toMatchObject({
      owner: 'person:ada',
      vouched: 'session',
      standing: 'in force',
      lastUsed: null,
    });
    expect(JSON.stringify(listed.value)).not.toContain(value.secret.slice(10));
    expect(JSON.stringify(listed.value)).not.toContain('hash');
  });

  it('by an account of this machine shows that no person stands behind it', async () => {
    expect((await make('account', { owner: 'person:bob' })).value.token).toMatchObject({ vouched: 'os-account' });
  });

  it('shows when a token was last used', async () => {
    const { value } = await make('admin');
    const used = await crowd.ask('GET', '/api/v1/whoami', value.secret);
    const listed = await crowd.ask('GET', '/api/v1/tokens', await crowd.bearerOf('admin'));

    expect(used.value).toMatchObject({
      principal: 'agent:builder',
      owner: 'person:ada',
      roles: ['agent'],
      proof: 'token',
    });
    expect(listed.value.find(({ id }: { id: string }) => id === value.token.id).lastUsed).not.toBeNull();
  });

  it.each([
    ['a longer life than a day', { lifetime: 86_401 }, 409, 'token-lives-too-long'],
    ['no owner', { owner: null }, 409, 'owner-missing'],
    ['a person as its holder', { kind: 'person' }, 400, 'request-malformed'],
    ['an action that there is not', { scope: { ...WHOLE_ROLE, actions: ['approve'] } }, 400, 'request-malformed'],
    ['a field too many', { secret: 'mine' }, 400, 'request-malformed'],
  ])('is refused with %s', async (_what, changes, status, code) => {
    expect(await make('admin', changes)).toMatchObject({ status, code });
  });
});

describe('an agent', () => {
  it('is told by whoami just what the table lets it do', async () => {
    const { value } = await crowd.ask('GET', '/api/v1/whoami', (await crowd.token()).secret);
    const may = (cell: string) =>
      value.actions.filter((one: { may: string }) => one.may === cell).map((one: { action: string }) => one.action);

    expect(may('yes')).toEqual(['read', 'whoami', 'plan', 'deploy', 'hold', 'rollback', 'argue']);
    expect(may('own')).toEqual(['resume', 'abort']);
    expect(may('no')).toContain('answer');
  });

  it('stands in the journal with its token as proof, and with what it was refused', async () => {
    const { secret } = await crowd.token();
    const { value } = await crowd.ask('POST', '/api/v1/deployments', secret, REQUEST);
    await crowd.ask('POST', '/api/v1/stop', secret, { force: true });
    const entries = await crowd.here.journal.readAll(0, 1_000);

    const opened = entries.find(({ type, stream }) => type === 'DeploymentOpened' && stream.endsWith(value.view.id));
    expect(opened).toMatchObject({
      principal: { kind: 'agent', name: 'builder', owner: 'person:ada' },
      proof: 'token',
    });
    expect(entries.findLast(({ type }) => type === 'ActRefused')).toMatchObject({
      principal: { kind: 'agent', name: 'builder' },
      body: { act: 'stop', code: 'role-may-not' },
    });
    expect(crowd.here.ends()).toBe(0);
  });

  it('aborts its own deployment and nobody else’s; so does a CI job', async () => {
    const { secret } = await crowd.token();
    const ci = (await crowd.token({ kind: 'ci', name: 'main', owner: null })).secret;
    const { value } = await crowd.ask('POST', '/api/v1/deployments', secret, REQUEST);
    const abort = (bearer: string) =>
      crowd.ask('POST', `/api/v1/deployments/${value.view.id}/requests`, bearer, { kind: 'abort', reason: 'a test' });

    const other = (await crowd.token({ name: 'another' })).secret;
    for (const bearer of [ci, other]) expect(await abort(bearer)).toMatchObject({ status: 403, code: 'not-its-own' });
    expect((await abort(secret)).value.phase).toBe('aborted');
  });
});

describe('the budget of an agent', () => {
  it('ends with the thirtieth change of a minute; reading, holding and rolling back go on', async () => {
    const { secret } = await crowd.token();
    const ask = (kind: string) =>
      crowd.ask('POST', '/api/v1/deployments/none/requests', secret, { kind, reason: 'a test' });

    for (let count = 0; count < 30; count += 1) expect((await ask('resume')).code).toBe('no-such-deployment');

    expect(await ask('resume')).toMatchObject({ status: 409, code: 'budget-spent' });
    for (const kind of ['rollback', 'hold', 'abort']) expect((await ask(kind)).code).toBe('no-such-deployment');
    expect((await crowd.ask('GET', '/api/v1/about', secret)).status).toBe(200);

    await crowd.here.clock.advance(minutes(1));
    expect((await ask('resume')).code).toBe('no-such-deployment');
  });

  it('is spent by what is refused too, so that nobody fills the journal with it', async () => {
    const { secret } = await crowd.token();
    for (let count = 0; count < 40; count += 1) await crowd.ask('POST', '/api/v1/stop', secret, { force: false });

    const refusals = (await crowd.here.journal.readAll(0, 1_000)).filter(({ type }) => type === 'ActRefused');
    expect(refusals).toHaveLength(30);
  });

  it('is each agent’s own, and people and CI jobs have none', async () => {
    const { secret } = await crowd.token();
    const stop = (bearer: string | null) => crowd.ask('POST', '/api/v1/stop', bearer, { force: false });
    for (let count = 0; count < 30; count += 1) await stop(secret);
    const ci = (await crowd.token({ kind: 'ci', name: 'main', owner: null })).secret;

    expect((await stop(secret)).code).toBe('budget-spent');
    expect((await stop((await crowd.token({ name: 'another' })).secret)).code).toBe('role-may-not');
    for (let count = 0; count < 31; count += 1) expect((await stop(ci)).code).toBe('role-may-not');
  });

  it('is one deployment of a unit under way; the same intent attaches to it', async () => {
    const { secret } = await crowd.token();
    const open = (changes: object = {}) => crowd.ask('POST', '/api/v1/deployments', secret, { ...REQUEST, ...changes });
    const first = await open();

    expect((await open()).value).toMatchObject({ attached: true });
    crowd.here.unit.spec = { ...crowd.here.unit.spec, owners: ['somebody'] };
    expect(await open()).toMatchObject({ status: 409, code: 'budget-spent' });
    await crowd.ask('POST', `/api/v1/deployments/${first.value.view.id}/requests`, secret, {
      ...{ kind: 'abort', reason: 'a test' },
    });
    expect((await open()).value).toMatchObject({ attached: false });
  });
});
