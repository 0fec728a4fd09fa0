import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aControlPlane, type ControlPlaneOnBench, HEADERS, REQUEST } from '../../../test/api/control-plane.ts';
import { createDemoKey, demoTrustOf } from '../../approval/demo-key.ts';
import { minutes } from '../../core/kernel/duration.ts';
import type { UnitSpec } from '../../core/unit/unit.ts';

let here: ControlPlaneOnBench;
beforeEach(async () => {
  here = await aControlPlane();
  here.unit.spec = marked(here.unit.spec, true);
});
afterEach(() => here.close());

const marked = (spec: UnitSpec, demo: boolean): UnitSpec => ({
  ...spec,
  environments: Object.fromEntries(
    Object.entries(spec.environments).map(([name, environment]) => [name, { ...environment, demo }]),
  ),
});
const enrolDemo = () => here.plane.enrolDemo(REQUEST.config, demoTrustOf(createDemoKey()));
const REFUSED = 409;
async function redeem(code: string): Promise<number> {
  const sent = { method: 'POST', headers: HEADERS, body: JSON.stringify({ code }) };
  return (await here.app.request('/api/v1/page-codes/redeem', sent)).status;
}

describe('the link to the page of a demo', () => {
  it('is good for an hour, and once', async () => {
    await enrolDemo();
    const { code, until } = await here.plane.pageCode();
    await here.clock.advance(minutes(2));

    expect(until).toBe('2026-11-20T13:00:00.000Z');
    expect(await redeem(code)).toBe(200);
    expect(await redeem(code)).toBe(REFUSED);
  });

  it('is good for a minute where no demo approver is enrolled', async () => {
    const { code } = await here.plane.pageCode();
    await here.clock.advance(minutes(2));

    expect(await redeem(code)).toBe(REFUSED);
  });

  it('is none any longer once the control plane knows an environment that is no demo', async () => {
    await enrolDemo();
    const { code } = await here.plane.pageCode();
    here.unit.spec = marked(here.unit.spec, false);
    await here.enrol();
    await here.plane.open(REQUEST);

    expect(await redeem(code)).toBe(REFUSED);
    const { until } = await here.plane.pageCode();
    expect(until).toBe('2026-11-20T12:01:00.000Z');
  });
});
