import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { EffectContext } from '../../ports/driver-error.ts';
import { writeAtomically } from './atomic-file.ts';
import { lasting, systemCode } from './driver-failure.ts';

const Ledger = z.strictObject({
  version: z.literal(1),
  epoch: z.int(),
  applied: z.array(z.string()),
  notes: z.record(z.string(), z.string()),
});
type Ledger = z.infer<typeof Ledger>;

const EMPTY: Ledger = { version: 1, epoch: 0, applied: [], notes: {} };
// Enough for hundreds of deployments; what is older is done again, and finds its work done.
const REMEMBERED = 2_000;

/** What a driver must not forget: the highest epoch, the effects that are done, and notes that change together with them. */
export interface EffectLedger {
  /** Refuses a lower epoch than seen before and remembers a higher one. Says whether this effect is done already. */
  admit(effect: EffectContext): Promise<boolean>;
  /** Refuses to go on with an effect after a higher epoch was admitted. */
  holdsFor(effect: EffectContext): Promise<void>;
  /** Remembers that the effect is done and, in the same write, the notes that it leaves. */
  finish(effect: EffectContext, notes?: Readonly<Record<string, string>>): Promise<void>;
  notes(): Promise<Readonly<Record<string, string>>>;
  /** The highest epoch that was seen. */
  epoch(): Promise<number>;
}

/** A ledger in one file, read afresh each time so that every control plane on this machine sees the same. */
export function effectLedger(file: string): EffectLedger {
  const holdsFor = (effect: EffectContext, seen: Ledger): void => {
    if (effect.epoch >= seen.epoch) return;
    throw lasting(`effect ${effect.id} carries epoch ${effect.epoch}, but epoch ${seen.epoch} was seen already`);
  };
  return {
    admit: async (effect) => {
      const seen = await read(file);
      holdsFor(effect, seen);
      if (effect.epoch > seen.epoch) await write(file, { ...seen, epoch: effect.epoch });
      return seen.applied.includes(effect.id);
    },
    holdsFor: async (effect) => holdsFor(effect, await read(file)),
    finish: async (effect, notes) => {
      const seen = await read(file);
      holdsFor(effect, seen);
      const applied = [...seen.applied.filter((id) => id !== effect.id), effect.id].slice(-REMEMBERED);
      await write(file, { ...seen, applied, notes: notes ?? seen.notes });
    },
    notes: async () => (await read(file)).notes,
    epoch: async () => (await read(file)).epoch,
  };
}

const write = (file: string, ledger: Ledger): Promise<void> => writeAtomically(file, JSON.stringify(ledger));

async function read(file: string): Promise<Ledger> {
  try {
    return Ledger.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return EMPTY;
    if (systemCode(error) !== undefined) throw error;
    throw lasting(`${file} is not readable as a ledger of effects`, error);
  }
}
