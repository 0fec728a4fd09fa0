import { join } from 'node:path';
import type { CommandTargetSpec } from '../../../core/unit/environment.ts';
import type { TrafficState } from '../../../ports/traffic-router.ts';
import { reporting } from '../../shared/driver-failure.ts';
import { effectLedger } from '../../shared/effect-ledger.ts';
import { type CallerOptions, callerOf } from './caller.ts';
import type { Asked, Observed } from './contract.ts';
import { trafficState } from './look.ts';
import { memoryIn } from './memory.ts';

/** Where a command is told by a person, past control plane and record. */
export type ByHandOptions = Pick<CallerOptions, 'dir' | 'cwd' | 'unit' | 'environment'>;

/** What sending traffic away by hand came to. */
interface SentAway {
  readonly before: TrafficState;
  readonly after: TrafficState;
  readonly durable: boolean;
}

/**
 * Has a command send all traffic to stable, or nobody where no stable runs. Nothing is written down here: where this is needed, the
 * disk may be full. It goes under the highest epoch that was seen, so that the next control plane is not locked out by it.
 */
export const sendToStable = (options: ByHandOptions, spec: CommandTargetSpec, signal: AbortSignal): Promise<SentAway> =>
  reporting(`sending traffic of ${options.unit} on ${options.environment} to stable`, async () => {
    const tell = byHand(options, spec, 'fallback', signal);
    const before = await tell({ verb: 'observe' });
    const isThere = (before.tracks.stable?.total ?? 0) > 0;
    await tell(isThere ? { verb: 'shift', weight: 0 } : { verb: 'rollback', previous: null });
    const memory = await memoryIn(join(options.dir, 'memory.json')).read();
    return {
      before: trafficState(before, memory),
      after: trafficState(await tell({ verb: 'observe' }), memory),
      durable: true,
    };
  });

/** Has a command serve nobody, then remove what runs. */
export const takeDown = (options: ByHandOptions, spec: CommandTargetSpec, signal: AbortSignal): Promise<void> =>
  reporting(`taking ${options.unit} on ${options.environment} down`, async () => {
    const tell = byHand(options, spec, 'down', signal);
    const { tracks } = await tell({ verb: 'rollback', previous: null });
    for (const track of ['candidate', 'stable'] as const) {
      if ((tracks[track] ?? null) !== null) await tell({ verb: 'cleanup', track });
    }
  });

function byHand(options: ByHandOptions, spec: CommandTargetSpec, why: string, signal: AbortSignal) {
  const { dir } = options;
  const caller = callerOf({ ...options, memory: memoryIn(join(dir, 'memory.json')) });
  const id = `${why}/${Date.now()}-${process.pid}`;
  return async (asked: Asked): Promise<Observed> => {
    const epoch = await effectLedger(join(dir, 'ledger.json')).epoch();
    const { verb } = asked;
    return verb === 'observe'
      ? caller.observe(spec, signal)
      : caller.actUnnoted(spec, asked, {
          id: `${id}/${verb}${'track' in asked ? `-${asked.track}` : ''}`,
          epoch,
          signal,
        });
  };
}
