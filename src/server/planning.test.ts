import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aControlPlane, type ControlPlaneOnBench, REQUEST } from '../../test/api/control-plane.ts';
import type { OpenRequest } from '../api/control-plane.ts';
import { planText } from '../cli/render/plan.ts';
import { hours, minutes, seconds } from '../core/kernel/duration.ts';
import { later } from '../core/kernel/instant.ts';

const NEXT = { ...REQUEST, reference: '2'.repeat(40) };

let here: ControlPlaneOnBench;
beforeEach(async () => {
  here = await aControlPlane();
  await here.enrol();
});
afterEach(() => here.close());

async function serving(request = REQUEST): Promise<string> {
  const { view } = await here.plane.open(request);
  await here.until(view.id, 'awaiting-approval');
  await here.approve(view.id);
  await here.until(view.id, 'completed');
  return view.id;
}

async function written(request: OpenRequest): Promise<string> {
  const { sealed } = await here.plane.plan({ ...request, package: true });
  if (sealed === null) throw new Error('nothing was packaged');
  return sealed.file;
}
const of = (text: string) => ({ ...NEXT, plan: { kind: 'file', text } as const });
const refusedAs = (code: string) => ({ kind: 'refused', problems: [{ code }] });

describe('a look ahead', () => {
  it('shows a first release with everything that is known of it', async () => {
    const plan = await here.plane.plan(REQUEST);
    const text = planText(plan);

    expect(plan).toMatchObject({
      changes: true,
      replaces: null,
      sealed: null,
      mayApprove: ['person:ada'],
      commits: [],
    });
    expect(text).toContain('known after packaging');
    expect(text).toMatch(/strategy +first release: nothing serves yet/);
    expect(text).toMatch(/rollback +FIRST RELEASE: it is taken out of service and users get 503; rehearsed on staging/);
    expect(text).toMatch(/approvers +1 of person:ada · could answer now: person:ada/);
    expect(text).toMatch(/policy +none in force yet: this approval adopts the one in the plan/);
    expect(text).toMatch(/windows +begun now it fits, to 12:\d\d /);
  });

  it('shows what is different to what serves, and how long the last rehearsal went back', async () => {
    await serving();
    const { staging, production } = here.unit.spec.environments;
    if (staging === undefined || production === undefined) throw new Error('the unit has no production');
    const target = { ...production.target, instances: 3, env: { API_TOKEN: 'x' } };
    here.unit.spec = { ...here.unit.spec, environments: { staging, production: { ...production, target } } };
    await here.clock.advance(minutes(2));

    const plan = await here.plane.plan(NEXT);

    expect(plan.replaces).toMatchObject({ version: '0.0.0' });
    expect(plan.configChanges).toEqual([
      { key: 'target.env.API_TOKEN', before: null, after: null, secret: true },
      { key: 'target.instances', before: '2', after: '3', secret: false },
    ]);
    expect(plan.rollbackTarget).toMatchObject({ version: '0.0.0', rehearsedSeconds: expect.any(Number) });
    expect(planText(plan)).toMatch(
      /config keys +target\.env\.API_TOKEN: changed, not shown\n +target\.instances: 2 → 3/,
    );
    expect(planText(plan)).toMatch(/rollback +automatic back to 0\.0\.0 sha256:.*the last rehearsal took \d+\.\ds/);
  });

  it('says whether anything would change', async () => {
    await serving();
    await here.clock.advance(minutes(2));

    expect((await here.plane.plan(REQUEST)).changes).toBe(false);
    expect((await here.plane.plan(NEXT)).changes).toBe(true);
    expect(planText(await here.plane.plan(REQUEST))).toContain('NO CHANGE');
  });

  it('forecasts the windows over the whole length, also where only the beginning is held to them', async () => {
    const from = later(here.clock.wall(), seconds(20));
    const to = later(from, hours(1));
    here.machine.calendar = () => ({ intervals: [{ name: 'freeze', from, to }], knownUntil: later(to, hours(900)) });
    here.unit.spec = { ...here.unit.spec, windows: { ...here.unit.spec.windows, lookahead: 'start' } };

    const { forecast } = await here.plane.plan(REQUEST);

    expect(forecast).toMatchObject({ conflict: null });
    const canary = await here.plane.plan(REQUEST);
    expect(planText(canary)).toMatch(/windows +begun now it fits, .* · then freeze from 12:00/);
  });
});

describe('a plan that was written down', () => {
  it('packages without beginning anything, and is deployed as it stands', async () => {
    await serving();
    await here.clock.advance(minutes(2));
    const file = await written(NEXT);
    expect(await here.plane.list()).toHaveLength(1);

    const { view } = await here.plane.open(of(file));
    await here.until(view.id, 'awaiting-approval');

    expect((await here.plane.get(view.id)).planDigest).toBe(JSON.parse(file).digest);
  });

  it('is refused at once when it was changed, is another’s, or stands for something that no longer is', async () => {
    await serving();
    await here.clock.advance(minutes(2));
    const file = await written(NEXT);
    const known = (await here.plane.list()).length;

    await expect(here.plane.open(of(file.replace('"demo":false', '"demo":true')))).rejects.toMatchObject(
      refusedAs('plan-file-altered'),
    );
    await expect(here.plane.open(of('{"a":1}'))).rejects.toMatchObject(refusedAs('plan-file-malformed'));
    await expect(here.plane.open({ ...of(file), reference: '3'.repeat(40) })).rejects.toMatchObject({
      kind: 'refused',
      problems: [{ code: 'plan-differs', message: expect.stringContaining('release.commit: planned 2222') }],
    });
    await expect(here.plane.plan({ ...of(file), reference: '3'.repeat(40) })).rejects.toMatchObject(
      refusedAs('plan-differs'),
    );
    expect(await here.plane.list()).toHaveLength(known);
  });

  it('is stale when something else serves by now, and says so by the fields of its rollback target', async () => {
    await serving();
    await here.clock.advance(minutes(2));
    const file = await written({ ...REQUEST, reference: '3'.repeat(40) });
    await serving(NEXT);
    await here.clock.advance(minutes(2));

    await expect(here.plane.open({ ...of(file), reference: '3'.repeat(40) })).rejects.toMatchObject({
      kind: 'refused',
      problems: [{ code: 'plan-differs', message: expect.stringContaining('rollbackTarget.releaseId: planned rel_') }],
    });
  });

  it('by its digest is the plan that the record knows, and without that only the digest is compared', async () => {
    const id = await serving();
    const { planDigest } = await here.plane.get(id);
    await here.clock.advance(minutes(2));
    const byDigest = (digest: string) => ({ ...NEXT, plan: { kind: 'digest', digest } as const });

    await expect(here.plane.open(byDigest(planDigest ?? ''))).rejects.toMatchObject({
      problems: [{ code: 'plan-differs', message: expect.stringContaining('rollbackTarget') }],
    });
    await expect(here.plane.open(byDigest('7f3a9c'))).rejects.toMatchObject({ kind: 'usage' });

    const { view } = await here.plane.open(byDigest(`sha256:${'7'.repeat(64)}`));
    await here.until(view.id, 'packaging-failed');
    expect(await here.plane.get(view.id)).toMatchObject({ refused: { code: 'plan-differs', differences: [] } });
    expect(here.slot().holder).toBeNull();
  });

  it('keeps a deployment apart from one of the same commit that need not come to a plan', async () => {
    await serving();
    await here.clock.advance(minutes(2));
    const file = await written(NEXT);
    const first = await here.plane.open(NEXT);
    const second = await here.plane.open(of(file));
    const again = await here.plane.open(of(file));

    expect([first.attached, second.attached, again.attached]).toEqual([false, false, true]);
  });

  it('is too large for the wire only where no plan of ours is', async () => {
    await expect(here.plane.open(of('x'.repeat(300_000)))).rejects.toMatchObject({ kind: 'usage' });
  });
});

it('reason and ticket stand in the record, on the sheet and in the report', async () => {
  const { view } = await here.plane.open({ ...REQUEST, reason: 'faster\n# checkout', ticket: 'PAY-12' });
  await here.until(view.id, 'awaiting-approval');

  const sheet = await here.plane.sheet(view.id, 'production-promotion');
  const { markdown } = await here.plane.report(view.id, 'plan');

  expect(view).toMatchObject({ reason: 'faster\n# checkout', ticket: 'PAY-12' });
  expect(sheet.beside?.ticket).toBe('PAY-12');
  expect(markdown).toContain('- Reason: faster \\# checkout\n- Ticket: PAY-12');
});
