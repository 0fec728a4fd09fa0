import type { Track } from '../../../core/unit/environment.ts';
import type { EffectLedger } from '../../shared/effect-ledger.ts';
import type { Fleet } from './fleet.ts';
import type { InstanceRecord } from './instance-record.ts';
import type { InstanceRecords } from './instance-records.ts';

/** What the acts of one target share. */
export interface TargetParts {
  /** `storefront on staging`, for messages. */
  readonly where: string;
  readonly records: InstanceRecords;
  readonly ledger: EffectLedger;
  readonly fleet: Fleet;
}

/** Says which track an instance is on: what settling noted in the ledger wins over what it was prepared as. */
export async function trackReader({ ledger }: TargetParts): Promise<(record: InstanceRecord) => Track> {
  const notes = await ledger.notes();
  return ({ id, track }) => {
    const settled = notes[id];
    return settled === 'stable' || settled === 'candidate' ? settled : track;
  };
}
