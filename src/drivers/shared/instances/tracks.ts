import type { Track } from '../../../core/unit/environment.ts';
import type { EffectLedger } from '../effect-ledger.ts';
import type { OwnedInstance } from './instance.ts';

/** Says which track an instance is on: what settling noted in the ledger wins over what it was prepared as. */
export async function trackReader(
  ledger: EffectLedger,
): Promise<(instance: Pick<OwnedInstance, 'id' | 'track'>) => Track> {
  const notes = await ledger.notes();
  return ({ id, track }) => {
    const settled = notes[id];
    return settled === 'stable' || settled === 'candidate' ? settled : track;
  };
}
