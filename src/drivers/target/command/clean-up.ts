import type { Track } from '../../../core/unit/environment.ts';
import { DriverError, type EffectContext } from '../../../ports/driver-error.ts';
import { lasting } from '../../shared/driver-failure.ts';
import type { Observed } from './contract.ts';
import { getsTraffic, tracksSeen, trafficOf } from './look.ts';
import { withIds } from './memory.ts';
import { ask, type CommandParts, lookNow } from './parts.ts';

/** Removes tracks that get no traffic. */
export async function retire(parts: CommandParts, ids: readonly string[], effect: EffectContext): Promise<Observed> {
  const seen = await lookNow(parts, effect.signal);
  const goes = tracksSeen(seen, await parts.memory.read()).filter(({ id }) => ids.includes(id));
  const traffic = trafficOf(seen);
  for (const { track, id } of goes) {
    if (getsTraffic(traffic, track)) throw lasting(`${id} of ${parts.where} still gets traffic, so it is not removed`);
  }
  for (const { track, id } of goes) await cleanUp(parts, track, effect, id);
  return lookNow(parts, effect.signal);
}

/** Has a track removed. That the command could not is a warning and no failure: what serves is not touched by it. */
export async function cleanUp(parts: CommandParts, track: Track, effect: EffectContext, id: string): Promise<void> {
  try {
    await ask(parts, { verb: 'cleanup', track }, { ...effect, id: `${effect.id}#cleanup-${track}` });
  } catch (error) {
    if (!(error instanceof DriverError) || effect.signal.aborted) throw error;
    parts.warn(`${track} of ${parts.where} could not be removed and lingers: ${error.message}`);
    await parts.memory.change(({ lingering }) => ({ lingering: withIds(lingering, [id]) }));
  }
}
