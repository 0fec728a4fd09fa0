import pLimit from 'p-limit';
import { DriverError, type EffectContext } from '../../../ports/driver-error.ts';
import type { MembersChange, TrafficRouter, TrafficState } from '../../../ports/traffic-router.ts';
import { effectLedger } from '../../shared/effect-ledger.ts';
import { effectsOnce } from '../../shared/effects-once.ts';
import { haproxySocket } from '../../shared/haproxy/runtime-socket.ts';
import { stepsTo, tidying } from './change.ts';
import { type InForce, trafficState } from './in-force.ts';
import { lookAt } from './look.ts';
import { keepForReload } from './reload-files.ts';
import { shareMap } from './share-map.ts';

/** Which HAProxy shares out the traffic, and where what must not be forgotten is kept. */
export interface HaproxyRouterOptions {
  /** The runtime socket. */
  readonly socket: string;
  /** NAME of the backends `NAME-stable` and `NAME-candidate` and of the map `NAME.map`. */
  readonly backend: string;
  /** Where users reach it; null asks HAProxy. */
  readonly address: string | null;
  /** The folder of what HAProxy reads when it is reloaded; null keeps nothing there. */
  readonly files: string | null;
  readonly sticky: 'cookie' | 'none';
  /** The file of effects that are done and of the highest epoch. */
  readonly ledger: string;
}

/** Shares out traffic with a HAProxy that runs already, over its runtime socket and without reloading it. */
export function haproxyRouter(options: HaproxyRouterOptions): TrafficRouter {
  const { backend, files } = options;
  const isSticky = options.sticky === 'cookie';
  const socket = haproxySocket(options.socket);
  const map = shareMap(socket, backend);
  const ledger = effectLedger(options.ledger);
  const look = (signal: AbortSignal): Promise<InForce> => lookAt(socket, map, options, signal);
  const observe = async (signal: AbortSignal): Promise<TrafficState> => trafficState(await look(signal));
  const once = effectsOnce(ledger, observe);
  // A change is several commands: two that ran at the same time would each undo half of the other.
  const inTurn = pLimit(1);

  // A server that HAProxy still keeps a connection to is taken away by a later change; until then it gets nothing.
  const tidy = async (seen: InForce, signal: AbortSignal): Promise<void> => {
    try {
      await socket.tell(tidying(seen, backend), signal);
    } catch (error) {
      if (!(error instanceof DriverError)) throw error;
    }
  };
  const carryOut = async (change: MembersChange, effect: EffectContext): Promise<void> => {
    await ledger.holdsFor(effect);
    const { signal } = effect;
    const steps = stepsTo(change, await look(signal), backend);
    await socket.tell(steps.before, signal);
    await map.set(steps.share, isSticky, signal);
    await socket.tell(steps.after, signal);
    const seen = await look(signal);
    if (files !== null) await keepForReload(files, backend, seen, isSticky);
    await tidy(seen, signal);
  };
  const apply = (change: MembersChange, effect: EffectContext): Promise<TrafficState> =>
    once(effect, async () => {
      await inTurn(() => carryOut(change, effect));
      return undefined;
    });
  return {
    name: 'haproxy',
    shift: (traffic, effect) => apply({ traffic }, effect),
    members: apply,
    observe,
  };
}
