import { DriverError, type EffectContext } from '../../../ports/driver-error.ts';
import type { TrafficRouter, TrafficState } from '../../../ports/traffic-router.ts';
import { reporting } from '../../shared/driver-failure.ts';
import { type RouterAdmin, RouterAway, routerAdmin } from '../../shared/router-admin.ts';
import { endRouter, healthOf, recordedRouter, runningRouter, spawnRouter } from './router-process.ts';
import { InForce } from './wire.ts';

/** Where a router has its folder, where it takes users' requests, and how its process is started. */
export interface EmbeddedRouterOptions {
  readonly dir: string;
  /** `host:port`; null takes a free loopback port and keeps it. */
  readonly listen: string | null;
  /** The command in front of `--dir` and `--listen`; empty never starts one. */
  readonly spawn: readonly string[];
}

/** Whether returning users are known again by a cookie. */
export type Sticky = 'cookie' | 'none';

/** The embedded data plane: a process of its own, which is found again by its folder. */
export interface EmbeddedRouter extends TrafficRouter {
  /** Adopts the router that runs, or starts it again on its port with its weights and members. */
  ensureRunning(signal: AbortSignal): Promise<void>;
  /** The same router, told with each change whether returning users keep their side. */
  sticking(sticky: Sticky): EmbeddedRouter;
  /** Ends the router after the requests under way. */
  stop(signal: AbortSignal): Promise<void>;
}

/** Drives an embedded router over the admin socket in its folder. */
export function embeddedRouter({ dir, listen, spawn }: EmbeddedRouterOptions): EmbeddedRouter {
  const admin = routerAdmin(dir);
  let starting: Promise<void> | undefined;

  // Two callers must not start two routers.
  const ensureRunning = (signal: AbortSignal): Promise<void> => {
    starting ??= start(admin, listen ?? '127.0.0.1:0', spawn, signal).finally(() => {
      starting = undefined;
    });
    return starting;
  };
  // A rollback must not fail because the router is down just then: it is started, on its old weights, and told at once.
  const carryOut = async (path: string, body: object, signal: AbortSignal): Promise<TrafficState> => {
    try {
      return await admin.post(path, body, InForce, signal);
    } catch (error) {
      if (!(error instanceof RouterAway) || spawn.length === 0) throw error;
      await ensureRunning(signal);
      return admin.post(path, body, InForce, signal);
    }
  };
  const order = ({ id, epoch }: EffectContext) => ({ effect: id, epoch });

  const router = (sticky?: Sticky): EmbeddedRouter => ({
    name: 'embedded',
    shift: (traffic, effect) => carryOut('/shift', { ...order(effect), traffic, sticky }, effect.signal),
    members: (change, effect) =>
      carryOut('/members', { ...order(effect), change: { ...change, sticky } }, effect.signal),
    observe: (signal) => admin.get('/state', InForce, signal),
    ensureRunning,
    sticking: router,
    stop: (signal) =>
      reporting(`stopping the router in ${dir}`, async () => {
        const running = await runningRouter(admin, signal);
        if (running !== undefined) await endRouter(running, signal);
      }),
  });
  return router();
}

async function start(
  admin: RouterAdmin,
  listen: string,
  command: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  if ((await healthOf(admin, signal)) !== undefined) return;
  const silent = await recordedRouter(admin.dir);
  if (silent !== undefined) {
    // Paused, or about to listen or to end: a second one would take its port away from users.
    throw new DriverError(`router ${silent.pid} runs, but does not listen on its socket`, { retryable: true });
  }
  await spawnRouter(command, listen, admin, signal);
}
