import { afterEach, beforeEach, expect, it } from 'vitest';
import { aControlPlane, type ControlPlaneOnBench, REQUEST } from '../../test/api/control-plane.ts';
import { seconds } from '../core/kernel/duration.ts';
import { memoryMetricSource } from '../testing/fakes/memory-metric-source.ts';

let here: ControlPlaneOnBench;
beforeEach(async () => {
  here = await aControlPlane();
});
afterEach(() => here.close());

const PLACE = { config: REQUEST.config, environment: REQUEST.environment };

it('asks every source of an environment how it does', async () => {
  const { metrics, feeds } = here.machine.site('checkout');
  feeds.push({ source: memoryMetricSource('orders'), interval: seconds(5) });
  metrics.setReachable(false);

  expect(await here.plane.checkSources(PLACE)).toEqual([
    { source: 'memory', ok: false, detail: 'memory does not answer', warnings: [] },
    { source: 'orders', ok: true, detail: 'orders answers', warnings: [] },
  ]);
});

it('refuses an environment that the configuration does not have', async () => {
  await expect(here.plane.checkSources({ ...PLACE, environment: 'moon' })).rejects.toThrow(/moon/);
});
