import { setTimeout as wait } from 'node:timers/promises';
import type { ControlPlane } from '../../api/control-plane.ts';
import { ProblemError } from '../../api/problem.ts';
import type { Doing } from '../command.ts';
import { namedServer } from '../server-address.ts';

const LOOK_EVERY = 50;
/** A control plane that was told to stop has gone by then, in milliseconds. */
const GONE_WITHIN = 30_000;
/** One that died answers again by then, unless it cannot be started at all; in milliseconds. */
const COMES_WITHIN = 10_000;

/** What starts a control plane again when it dies, by state folder. */
export interface Watchdogs {
  isWatched(dataDir: string): Promise<boolean>;
  endWatchdogs(dataDir: string): Promise<{ readonly ended: number; readonly left: readonly number[] }>;
}

/**
 * Has the control plane stop, and waits until it has gone together with what starts another in its place. False when none was there.
 * One that is just being started again is waited for, since only it knows whether production is being changed; one that never
 * comes is ended through its watchdog.
 */
export async function stopped(doing: Doing, force: boolean, watchdogs: Watchdogs): Promise<boolean> {
  const wasTold = await told(doing, force, watchdogs);
  const until = performance.now() + GONE_WITHIN;
  while ((await doing.runningPlane()) !== undefined) {
    if (performance.now() > until) throw stillRunning('The control plane still answers');
    await wait(LOOK_EVERY);
  }
  // Another machine's has its watchdog there.
  if ((await namedServer(doing.invocation)) !== undefined) return wasTold;
  const { ended, left } = await watchdogs.endWatchdogs(doing.invocation.dataDir);
  if (left.length > 0) throw stillRunning(`Process ${left.join(', ')} still watches over the control plane`);
  return wasTold || ended > 0;
}

/** Tells the control plane to stop, also one that died before it heard it and comes back; false when none is there. */
async function told(doing: Doing, force: boolean, watchdogs: Watchdogs): Promise<boolean> {
  for (;;) {
    const plane = await answering(doing, watchdogs);
    if (plane === undefined) return false;
    try {
      await plane.stop({ force });
      return true;
    } catch (error) {
      const isLost = error instanceof ProblemError && error.kind === 'unavailable';
      if (!isLost || !(await watchdogs.isWatched(doing.invocation.dataDir))) throw error;
    }
  }
}

async function answering(doing: Doing, { isWatched }: Watchdogs): Promise<ControlPlane | undefined> {
  const until = performance.now() + COMES_WITHIN;
  let plane = await doing.runningPlane();
  while (plane === undefined && (await isWatched(doing.invocation.dataDir)) && performance.now() < until) {
    await wait(LOOK_EVERY);
    plane = await doing.runningPlane();
  }
  return plane;
}

const stillRunning = (who: string): ProblemError =>
  new ProblemError('unavailable', [
    {
      code: 'still-running',
      message: `${who} half a minute after it was told to stop`,
      remedy: 'Look at its log: .plimsoll/logs/serve.log',
    },
  ]);
