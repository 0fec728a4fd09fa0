import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { weight } from '../../../core/kernel/weight.ts';
import { type RunningRouter, startRouter } from '../../../router/router.ts';
import { httpInstance, memberOf } from '../../../testing/conformance/http-instance.ts';
import { fetchOnce } from '../../../testing/conformance/http-load.ts';
import { metricSourceConformance } from '../../../testing/conformance/metric-source.ts';
import { anEffect } from '../../../testing/conformance/workspace.ts';
import { embeddedRouter } from '../../router/embedded/index.ts';
import { routerMetrics } from './index.ts';

const TRAITS = { begins: 'with-newest-tick', routes: true, missedTicks: 'one-by-one' } as const;

metricSourceConformance('router', TRAITS, async () => {
  const dir = await mkdtemp(join(tmpdir(), 'plimsoll-router-'));
  const instances = [await httpInstance('stable'), await httpInstance('candidate')] as const;
  const driver = embeddedRouter({ dir, listen: null, spawn: [] });
  // Time in the rows stands still but for whole seconds, so that a tick holds exactly what a test served.
  let now = 0;
  let effects = 0;
  const start = () => startRouter({ dir, listen: '127.0.0.1:0', steady: () => now });
  let router: RunningRouter = await start();
  const split = (permille: number) => ({ kind: 'split' as const, candidate: weight(permille) ?? (0 as never) });
  await driver.members(
    { stable: [memberOf(instances[0])], candidate: [memberOf(instances[1])], traffic: split(0) },
    anEffect('open'),
  );

  return {
    make: () => routerMetrics({ dir }),
    tick: async (served = {}) => {
      for (const [track, share] of [
        ['stable', 0],
        ['candidate', 1000],
      ] as const) {
        const { requests, errors } = served[track] ?? { requests: 0, errors: 0 };
        await driver.shift(split(share), anEffect(`shift-${++effects}`));
        for (let sent = 0; sent < requests; sent++)
          await fetchOnce(`${router.address}${sent < errors ? '/fail' : '/'}`);
      }
      now += 1000;
    },
    restart: async () => {
      await router.stop(0);
      router = await start();
    },
    goAway: () => router.stop(0),
    tearDown: async () => {
      await router.stop(0);
      await Promise.all(instances.map((one) => one.close()));
      await rm(dir, { recursive: true });
    },
  };
});
