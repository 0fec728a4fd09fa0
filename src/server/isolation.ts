import type { Isolation } from '../approval/verify/assurance.ts';
import { ENGINE } from '../core/principal/principal.ts';
import type { ServiceParts } from './parts.ts';

/**
 * What is proven of isolation at this moment, put on record when it changed: an approval of A2 can be traced to the look that
 * its level stands on. A proof that is gone is gone at once.
 */
export async function isolationNow({ record, isolationProof }: ServiceParts): Promise<Isolation | null> {
  const found = isolationProof?.() ?? null;
  const known = record.isolation;
  if (found?.provenAt !== known?.provenAt || found?.account !== known?.account) {
    const event =
      found === null ? ({ type: 'IsolationLost' } as const) : ({ type: 'IsolationProven', isolation: found } as const);
    await record.say(event, { principal: ENGINE, proof: 'none' });
  }
  return found;
}
