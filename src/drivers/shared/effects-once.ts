import pLimit from 'p-limit';
import type { EffectContext } from '../../ports/driver-error.ts';
import { stopWhenAborted } from './driver-failure.ts';
import type { EffectLedger } from './effect-ledger.ts';

/** Carries out an effect once: a repeated id only looks, a call for one under way joins it. */
export type EffectsOnce<Seen> = (
  effect: EffectContext,
  act: () => Promise<Readonly<Record<string, string>> | undefined>,
) => Promise<Seen>;

/** Puts a ledger in front of effects; `look` says what there is to see once they are done. */
export function effectsOnce<Seen>(
  ledger: EffectLedger,
  look: (signal: AbortSignal) => Promise<Seen>,
): EffectsOnce<Seen> {
  const underWay = new Map<string, Promise<Seen>>();
  // Reading and writing the ledger is one step: two effects must not overwrite each other's line.
  const inTurn = pLimit(1);
  return async (effect, act) => {
    stopWhenAborted(effect.signal, effect.id);
    const isDone = await inTurn(() => ledger.admit(effect));
    if (isDone) return look(effect.signal);
    const running = underWay.get(effect.id);
    if (running !== undefined) return running;
    const work = (async () => {
      const notes = await act();
      await inTurn(() => ledger.finish(effect, notes));
      return look(effect.signal);
    })();
    underWay.set(effect.id, work);
    try {
      return await work;
    } finally {
      underWay.delete(effect.id);
    }
  };
}
