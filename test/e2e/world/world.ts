import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DemoApprover } from '../../../src/cli/demo/approver.ts';
import { stopDemoSites } from '../../../src/compose.ts';
import { ControlPlaneHere } from './control-plane.ts';
import { Counter, type Faults, type Settings } from './counter.ts';
import { processesOf, type Running } from './processes.ts';
import { build, plimsoll } from './program.ts';
import { type Happened, ship } from './shipping.ts';
import { Users } from './users.ts';
import { RouterWatch } from './watch-router.ts';

/** Requests a second that a world's users send. */
const RATE = 200;
/** What was told to end may take so long about it on a slow machine, in milliseconds. */
const ENDING = 60_000;

/** A unit with its first release in production, a control plane that runs, and users. */
export interface World {
  readonly root: string;
  readonly counter: Counter;
  readonly plane: ControlPlaneHere;
  readonly approver: DemoApprover;
  readonly router: RouterWatch;
  /** Users from now on. */
  users(): Promise<Users>;
  /** Stops everything, and gives what still runs after that: nothing, or there is a fault. */
  end(): Promise<readonly string[]>;
}

/** Makes a world in a folder of its own. */
export async function newWorld(settings: Settings = {}, first: Faults = {}): Promise<World> {
  await build();
  const root = await mkdtemp(join(tmpdir(), 'plimsoll-e2e-'));
  const dir = join(root, 'counter');
  const end = async (): Promise<readonly string[]> => {
    await plimsoll(dir, 'down', '--force-leave');
    await stopDemoSites(join(dir, '.plimsoll')).catch((error: unknown) => console.error(String(error)));
    const left = await stillRunning(root);
    await rm(root, { recursive: true, force: true });
    return left.map(({ command }) => command);
  };
  try {
    const counter = await Counter.create(dir);
    await counter.release('1.0.0', first, settings);
    const plane = await ControlPlaneHere.start(dir);
    const approver = new DemoApprover();
    await approver.enrol(plane.client, join(dir, 'plimsoll.yaml'));
    const router = new RouterWatch(join(dir, '.plimsoll', 'sites', 'counter', 'production', 'router'));
    const users = async (): Promise<Users> => new Users(settings.address ?? (await router.state()).address, RATE);
    let opening: Users | undefined;
    const onEvent = async ({ type }: Happened): Promise<void> => {
      // Without users its bake would have nothing to judge.
      if (type === 'ProductionDeployed') opening = await users();
    };
    const { view } = await ship(plane, approver, { onEvent });
    await opening?.leave();
    if (view.phase !== 'completed') throw new Error(`the first release is ${view.phase}: ${view.problem}`);
    return { root, counter, plane, approver, router, users, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** What the control planes of a unit's folder said: worth a look when a test failed. */
export function logOf(dir: string): string {
  try {
    return readFileSync(join(dir, '.plimsoll', 'logs', 'serve.log'), 'utf8');
  } catch {
    return 'no control plane has said anything';
  }
}

/** What runs of a folder although everything was told to end. A fault; and as it must not run on beside the next test, it is killed. */
export async function stillRunning(root: string): Promise<readonly Running[]> {
  const until = performance.now() + ENDING;
  let left = processesOf(root);
  while (left.length > 0 && performance.now() < until) {
    await wait(50);
    left = processesOf(root);
  }
  for (const { pid } of left) process.kill(pid, 'SIGKILL');
  return left;
}
