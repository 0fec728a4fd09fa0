import { afterEach, beforeEach, expect, it } from 'vitest';
import { aControlPlane, type ControlPlaneOnBench } from '../../test/api/control-plane.ts';
import { REPORTS, type ReportKind } from '../report/report.ts';

let here: ControlPlaneOnBench;
beforeEach(async () => {
  here = await aControlPlane();
});
afterEach(() => here.close());

it.each(Object.keys(REPORTS) as ReportKind[])('takes %s as a report over HTTP', async (kind) => {
  await expect(here.plane.report('dep_none', kind)).rejects.toMatchObject({
    problems: [{ code: 'no-such-deployment' }],
  });
});

it('names the reports there are where another is asked for', async () => {
  const asked = here.plane.report('dep_none', 'diary' as ReportKind);

  await expect(asked).rejects.toMatchObject({
    problems: [{ code: 'no-such-page', remedy: expect.stringContaining('incident, runbook') }],
  });
});
