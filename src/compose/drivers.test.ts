import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { weight } from '../core/kernel/weight.ts';
import type { EnvironmentSpec } from '../core/unit/environment.ts';
import { aUnitSpec } from '../testing/builders.ts';
import { httpInstance, memberOf } from '../testing/conformance/http-instance.ts';
import { fetchOnce } from '../testing/conformance/http-load.ts';
import { anEffect } from '../testing/conformance/workspace.ts';
import { type MachineDrivers, machineDrivers } from './drivers.ts';
import { layOut } from './layout.ts';

const MAIN = fileURLToPath(new URL('../router/main.ts', import.meta.url));
const COMMAND = [process.execPath, '--import', createRequire(import.meta.url).resolve('tsx'), MAIN];
const { signal } = new AbortController();

let root = '';
let drivers: MachineDrivers;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'plimsoll-machine-'));
  drivers = machineDrivers(layOut(root), COMMAND, null);
});
afterEach(async () => {
  await drivers.site('shop', 'production', null).router.stop(signal);
  await rm(root, { recursive: true });
});

it('a router is told what the configuration says of returning users, each time it says something else', async () => {
  const [stable, candidate] = [await httpInstance('s'), await httpInstance('c')];
  const { production } = aUnitSpec().environments as { readonly production: EnvironmentSpec };
  const embedded = production.router;
  if (embedded.type !== 'embedded') throw new Error('the unit of tests has another router');
  const of = (sticky: 'cookie' | undefined) => {
    const { sticky: _, ...router } = embedded;
    return { ...production, router: sticky === undefined ? router : { ...router, sticky } };
  };
  const half = { kind: 'split', candidate: weight(500) ?? (0 as never) } as const;
  const change = { stable: [memberOf(stable)], candidate: [memberOf(candidate)], traffic: half };
  const given = async (address: string) => (await fetchOnce(address)).headers['set-cookie'] !== undefined;

  const { address } = await drivers.router('shop', of('cookie')).members(change, anEffect('one'));
  const first = await given(address);
  await drivers.router('shop', of(undefined)).shift(half, anEffect('two'));
  const second = await given(address);

  expect([first, second]).toEqual([true, false]);
  await Promise.all([stable.close(), candidate.close()]);
});
