import { DriverError } from '../../../ports/driver-error.ts';
import type { TrafficState } from '../../../ports/traffic-router.ts';
import { haproxySocket } from '../../shared/haproxy/runtime-socket.ts';
import { readyServers, trafficState } from './in-force.ts';
import type { HaproxyRouterOptions } from './index.ts';
import { lookAt } from './look.ts';
import { keepForReload } from './reload-files.ts';
import { shareMap } from './share-map.ts';

/** What sending traffic away by hand came to. */
interface SentAway {
  readonly before: TrafficState;
  readonly after: TrafficState;
  /** False when a reload of HAProxy would bring back the traffic that it had before. */
  readonly durable: boolean;
}

/**
 * Sends all traffic of a HAProxy to stable, or to nobody, without a control plane and without a record; to nobody, too, where
 * stable has no servers. It remembers no effect and no epoch, so that the next control plane is not locked out by it.
 */
export async function sendAway(
  options: Omit<HaproxyRouterOptions, 'ledger'>,
  to: 'stable' | 'nobody',
  signal: AbortSignal,
): Promise<SentAway> {
  const { backend, files, sticky } = options;
  const socket = haproxySocket(options.socket);
  const map = shareMap(socket, backend);
  const before = await lookAt(socket, map, options, signal);
  const isSticky = sticky === 'cookie';
  await map.set(to === 'nobody' || readyServers(before, 'stable').length === 0 ? null : 0, isSticky, signal);
  const after = await lookAt(socket, map, options, signal);
  const durable = files !== null && (await isKept(() => keepForReload(files, backend, after, isSticky)));
  return { before: trafficState(before), after: trafficState(after), durable };
}

// Where this is needed, the disk may be full: that must not look as if no traffic had moved.
async function isKept(keep: () => Promise<void>): Promise<boolean> {
  try {
    await keep();
    return true;
  } catch (error) {
    if (error instanceof DriverError) return false;
    throw error;
  }
}
