import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aControlPlane, type ControlPlaneOnBench, REQUEST } from '../../test/api/control-plane.ts';
import { planText } from '../cli/render/plan.ts';
import { hours, minutes } from '../core/kernel/duration.ts';

const NEXT = { ...REQUEST, reference: '2'.repeat(40) };

let here: ControlPlaneOnBench;
beforeEach(async () => {
  here = await aControlPlane();
  await here.enrol();
});
afterEach(() => here.close());

/** The first release, approved and serving. */
async function serving(): Promise<void> {
  const { view } = await here.plane.open(REQUEST);
  await here.until(view.id, 'awaiting-approval');
  await here.approve(view.id);
  await here.until(view.id, 'completed');
}

describe('whether the gates can be proven', () => {
  it('is said of a first release, and refuses nothing there', async () => {
    const text = planText(await here.plane.plan(REQUEST));

    expect(text).toMatch(/power +not known whether the gates can be proven: a first release, nothing serves yet/);
  });

  it('stands in the plan, and beside the question that is put to a person', async () => {
    await serving();
    await here.clock.advance(minutes(2));

    const plan = await here.plane.plan(NEXT);
    const { view } = await here.plane.open(NEXT);
    await here.until(view.id, 'awaiting-approval');
    const sheet = await here.plane.sheet(view.id, 'production-promotion');
    const report = await here.plane.report(view.id, 'plan');

    expect(planText(plan)).toMatch(
      /power +stage 1: error_rate < 1%: needs 612 requests, gets \d+; a healthy release passes/,
    );
    expect(sheet.power).toMatchObject({ kind: 'known', stages: [{ name: 'stage 1' }, {}, { name: 'bake' }] });
    expect(report.markdown).toMatch(/### Power check\n\n- stable: \d+ requests a second/);
  });

  it('refuses the plan and the deployment at once where they cannot, and nothing is begun', async () => {
    await serving();
    here.machine.site('checkout').load.requestsPerSecond = 10;
    await here.clock.advance(hours(1));
    const known = (await here.plane.list()).length;

    const refusal = {
      kind: 'refused',
      problems: [{ code: 'underpowered', remedy: expect.stringContaining('duration: ') }],
    };
    await expect(here.plane.plan(REQUEST)).rejects.toMatchObject(refusal);
    await expect(here.plane.open(NEXT)).rejects.toMatchObject(refusal);
    expect(await here.plane.list()).toHaveLength(known);
  });
});
