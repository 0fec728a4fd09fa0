import { z } from 'zod';
import type { TrafficState } from '../../../ports/traffic-router.ts';
import { routerAdmin } from '../../shared/router-admin.ts';
import { embeddedRouter } from './index.ts';
import { InForce } from './wire.ts';

/** What sending traffic to stable by hand came to. */
export interface FallenBack {
  readonly before: TrafficState;
  readonly after: TrafficState;
  /** False when it could not be written down: a router that dies now comes back with the traffic it had before. */
  readonly durable: boolean;
}

const Epoch = z.object({ epoch: z.int() });
const Durable = z.object({ durable: z.boolean() });

/**
 * Sends all traffic of a router to stable, without a control plane and without a record; out of service where stable has no
 * members. A router that is down is started for it with the command `spawn`. Under the epoch in force, so that the next control
 * plane is not locked out by it.
 */
export async function fallBack(dir: string, spawn: readonly string[], signal: AbortSignal): Promise<FallenBack> {
  const admin = routerAdmin(dir);
  await embeddedRouter({ dir, listen: null, spawn }).ensureRunning(signal);
  const before = await admin.get('/state', InForce, signal);
  const { epoch } = await admin.get('/state', Epoch, signal);
  const traffic = before.stable.length === 0 ? { kind: 'out-of-service' } : { kind: 'split', candidate: 0 };
  const order = { effect: `fallback/${Date.now()}-${process.pid}`, epoch, traffic };
  const { durable } = await admin.post('/shift', order, Durable, signal);
  return { before, after: await admin.get('/state', InForce, signal), durable };
}
