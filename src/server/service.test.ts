import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aControlPlane, type ControlPlaneOnBench, HEADERS, REQUEST } from '../../test/api/control-plane.ts';
import { seconds } from '../core/kernel/duration.ts';

let here: ControlPlaneOnBench;
beforeEach(async () => {
  here = await aControlPlane();
});
afterEach(() => here.close());

describe('the way in over HTTP', () => {
  const post = (path: string, body: string, changes: Record<string, string> = {}) =>
    here.app.request(`/api/v1${path}`, { method: 'POST', body, headers: { ...HEADERS, ...changes } });

  it.each([
    ['without a token', { host: 'localhost:7311' }, 'not-signed-in'],
    ['with a wrong token', { ...HEADERS, authorization: 'Bearer plm_local_tesT' }, 'token-malformed'],
    ['with a token of another length', { ...HEADERS, authorization: 'Bearer plm' }, 'token-malformed'],
  ])('is closed %s', async (_how, headers, code) => {
    const response = await here.app.request('/api/v1/about', { headers });

    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ kind: 'not-signed-in', problems: [{ code }] });
  });

  it('is open with the token of this start', async () => {
    expect((await here.app.request('/api/v1/about', { headers: HEADERS })).status).toBe(200);
  });

  it('says what is wrong as application/problem+json, with what to do next', async () => {
    const response = await here.app.request('/api/v1/deployments/dep_none', { headers: HEADERS });

    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toEqual({
      type: 'urn:plimsoll:problem:no-such-deployment',
      title: 'There is no deployment dep_none',
      status: 404,
      kind: 'not-found',
      problems: [
        {
          code: 'no-such-deployment',
          message: 'There is no deployment dep_none',
          remedy: 'List them: plimsoll status --all',
        },
      ],
    });
  });

  it.each([
    ['a body above 1 MiB', `{"force":false,"x":"${'a'.repeat(1_048_576)}"}`, {}, 'body-too-large'],
    ['a body that is no JSON', 'force=false', {}, 'request-malformed'],
    ['no body', '', {}, 'request-malformed'],
    ['a form', '{"force":false}', { 'content-type': 'application/x-www-form-urlencoded' }, 'not-json'],
    ['text', '{"force":false}', { 'content-type': 'text/plain' }, 'not-json'],
    ['a field too many', '{"force":false,"skip_staging":true}', {}, 'request-malformed'],
    ['a field too few', '{}', {}, 'request-malformed'],
    ['a field of another kind', '{"force":"yes"}', {}, 'request-malformed'],
  ])('refuses %s, and nothing happens', async (_what, body, headers, code) => {
    const response = await post('/stop', body, headers);

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ kind: 'usage', problems: [{ code }] });
    expect(here.ends()).toBe(0);
  });

  it('takes no order by GET, and knows no other page', async () => {
    for (const path of ['/api/v1/stop', '/api/v2/about', '/api/v1/deployments/dep_1/requests', '/secret'])
      expect((await here.app.request(path, { headers: HEADERS })).status).toBe(404);
  });

  it('lets no page frame it, run a script or guess a content type', async () => {
    const { headers } = await here.app.request('/', { headers: HEADERS });

    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('the control plane as a caller sees it', () => {
  it('keeps production locked until somebody is enrolled, and says how to change that', async () => {
    const opened = here.plane.open(REQUEST);

    await expect(opened).rejects.toMatchObject({ kind: 'refused', problems: [{ code: 'no-approver' }] });
    await expect(here.plane.plan(REQUEST)).rejects.toMatchObject({ problems: [{ code: 'no-approver' }] });
    expect((await here.enrol()).approvers).toMatchObject([{ person: 'person:ada', active: true }]);
  });

  it('enrols nobody by that way a second time', async () => {
    await here.enrol();

    await expect(here.enrol()).rejects.toMatchObject({ kind: 'refused' });
  });

  it('plans without doing anything', async () => {
    await here.enrol();

    const plan = await here.plane.plan(REQUEST);

    expect(plan).toMatchObject({
      unit: 'checkout',
      environment: 'production',
      replaces: null,
      notTested: ['integration', 'performance', 'security', 'verification'],
    });
    expect(await here.plane.list()).toEqual([]);
    expect(here.machine.calls.filter((call) => call.effect !== '')).toEqual([]);
  });

  it('attaches the same intent to the deployment that is under way', async () => {
    await here.enrol();
    const first = await here.plane.open(REQUEST);

    const second = await here.plane.open({ ...REQUEST, reason: 'again' });

    expect([first.attached, second.attached]).toEqual([false, true]);
    expect(second.view.id).toBe(first.view.id);
    expect(await here.plane.list()).toHaveLength(1);
  });

  it('opens one deployment for the same intent, however many ask at the same moment', async () => {
    await here.enrol();

    const opened = await Promise.all(Array.from({ length: 8 }, () => here.plane.open(REQUEST)));

    expect(new Set(opened.map(({ view }) => view.id)).size).toBe(1);
    expect(opened.filter(({ attached }) => !attached)).toHaveLength(1);
    expect(await here.plane.list()).toHaveLength(1);
  });

  it('answers who asks for news as soon as there is some, and with nothing when the time is over', async () => {
    await here.enrol();
    const { view } = await here.plane.open(REQUEST);
    await here.until(view.id, 'awaiting-approval');
    const { events } = await here.plane.events(view.id, 0, 0);
    const last = events.at(-1)?.version ?? 0;

    let isAnswered = false;
    const patient = here.plane.events(view.id, last, 20).finally(() => {
      isAnswered = true;
    });
    await here.clock.advance(seconds(5));
    expect(isAnswered).toBe(false);
    await here.approve(view.id);
    const news = await patient;
    expect(news.events[0]).toMatchObject({ version: last + 1, type: 'ApprovalGranted', principal: 'person:ada' });

    const end = (await here.plane.get(view.id)).version;
    const vain = here.plane.events(view.id, end + 1_000, 20);
    await here.clock.advance(seconds(20));
    expect((await vain).events).toEqual([]);
  });

  it('keeps nobody waiting for news when it ends', async () => {
    await here.enrol();
    const { view } = await here.plane.open(REQUEST);
    await here.until(view.id, 'awaiting-approval');
    const { version } = await here.plane.get(view.id);

    const patient = here.plane.events(view.id, version, 20);
    await here.clock.advance(seconds(1));
    here.ending.abort();

    expect((await patient).events).toEqual([]);
  });

  it('shows its deployment’s events with rising versions, and all of them from zero', async () => {
    await here.enrol();
    const { view } = await here.plane.open(REQUEST);
    await here.until(view.id, 'awaiting-approval');

    const { events } = await here.plane.events(view.id, 0, 0);
    const rest = await here.plane.events(view.id, 3, 0);

    expect(events.map((event) => event.version)).toEqual(events.map((_, index) => index + 1));
    expect(events[0]).toMatchObject({ type: 'DeploymentOpened', principal: 'local:os/1000' });
    expect(rest.events).toEqual(events.slice(3));
  });

  it('is not stopped while production is being changed, unless it is forced', async () => {
    await here.enrol();
    const { view } = await here.plane.open(REQUEST);
    await here.until(view.id, 'awaiting-approval');
    await here.approve(view.id);
    await here.until(view.id, 'baking');

    const refused = here.plane.stop({ force: false });

    await expect(refused).rejects.toMatchObject({ kind: 'refused', problems: [{ code: 'production-in-flight' }] });
    expect(here.ends()).toBe(0);
    await here.plane.stop({ force: true });
    expect(here.ends()).toBe(1);
    const [last] = (await here.journal.read('control-plane')).slice(-1);
    expect(last).toMatchObject({
      type: 'ControlPlaneStopped',
      principal: { kind: 'local', name: 'os/1000' },
      proof: 'os-account',
      body: { leftInFlight: [view.id] },
    });
  });

  it('is stopped while a deployment only waits for a person', async () => {
    await here.enrol();
    const { view } = await here.plane.open(REQUEST);
    await here.until(view.id, 'awaiting-approval');

    await here.plane.stop({ force: false });

    expect(here.ends()).toBe(1);
  });

  it('makes the same report of the same record', async () => {
    await here.enrol();
    const { view } = await here.plane.open(REQUEST);
    await expect(here.plane.report(view.id, 'post')).rejects.toMatchObject({ problems: [{ code: 'report-not-yet' }] });
    await here.until(view.id, 'awaiting-approval');

    const [one, other] = [await here.plane.report(view.id, 'plan'), await here.plane.report(view.id, 'plan')];

    expect(one).toEqual(other);
    expect(one.markdown).toContain('**Awaiting approval to proceed.**');
  });
});
