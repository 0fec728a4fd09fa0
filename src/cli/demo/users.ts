import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ControlPlane } from '../../api/control-plane.ts';
import { Load, type Mix } from './load.ts';
import type { Stage } from './stage.ts';

/** Requests a second that the demo's users send. */
const RATE = 200;

/** Lets the users in: from now on requests come at a steady rate. */
export async function sendUsers(stage: Stage): Promise<void> {
  const address = await addressOf(stage.plane);
  const mix = await mixOf();
  // Whoever left ended the users too: new ones would send for ever.
  if (stage.leaving.aborted) return;
  stage.doing.line(`  storefront serves at ${address}; ${RATE} requests a second from now on`, {
    type: 'story',
    address,
  });
  stage.load = new Load(address, mix, RATE);
  stage.load.start();
}

/** Where users reach the shop. */
export async function addressOf(plane: ControlPlane): Promise<string> {
  const found = (await plane.environments()).find((one) => one.environment === 'production');
  if (found?.address === null || found === undefined) throw new Error('production has no router that answers');
  return found.address;
}

async function mixOf(): Promise<Mix> {
  const file = fileURLToPath(new URL('../../../examples/storefront/load.json', import.meta.url));
  return JSON.parse(await readFile(file, 'utf8')) as Mix;
}
