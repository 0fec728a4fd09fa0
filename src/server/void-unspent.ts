import { unspentKeys } from '../core/deployment/decide/withdrawn.ts';
import { isRefusal } from '../core/kernel/refusal.ts';
import { ENGINE } from '../core/principal/principal.ts';
import { isTrusted } from './enrolled.ts';
import type { ServiceParts } from './parts.ts';
import { refused } from './refused.ts';

/**
 * Voids every approval that was given with a key that counts no longer, and not used yet. Run after each change of trust and at
 * each start, so that a crash between the two leaves nothing behind.
 */
export async function voidUnspent(
  { engine, store, record, clock }: Pick<ServiceParts, 'engine' | 'store' | 'record' | 'clock'>,
  why: string,
): Promise<void> {
  for (const { state } of store.active()) {
    const keys = unspentKeys(state).filter((key) => !isTrusted(record.enrolled, key));
    if (keys.length === 0) continue;
    const command = { type: 'RecordKeysWithdrawn', keys, why, at: clock.wall(), principal: ENGINE } as const;
    const decision = await engine.submit({ deployment: state.opening.id, command, proof: 'none' });
    if (isRefusal(decision)) throw refused(decision);
  }
}
