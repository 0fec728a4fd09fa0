import type { Track } from '../../../core/unit/environment.ts';
import type { EffectLedger } from '../../shared/effect-ledger.ts';
import { trackReader } from '../../shared/instances/tracks.ts';
import type { InstanceRecord } from './instance-record.ts';
import type { InstanceRecords } from './instance-records.ts';
import { lastWritten, tailOf } from './log-file.ts';

/** The last log lines of a track's or release's instances, each with its share; where none runs, of the one that ended last. */
export async function logTail(
  { records, ledger }: { readonly records: InstanceRecords; readonly ledger: EffectLedger },
  track: Track,
  lines: number,
  releaseId?: string,
): Promise<readonly string[]> {
  const trackOf = await trackReader(ledger);
  const isMeant = (record: InstanceRecord): boolean =>
    releaseId === undefined ? trackOf(record) === track : record.releaseId === releaseId;
  const running = (await records.list()).filter(isMeant);
  const ended = (await records.ended()).filter(isMeant).slice(-1);
  const logs = await Promise.all(
    (running.length > 0 ? running : ended).map(async ({ id }) => {
      const file = records.logOf(id);
      return { at: await lastWritten(file), tail: await tailOf(file, lines) };
    }),
  );
  const share = Math.ceil(lines / Math.max(logs.length, 1));
  return logs
    .sort((one, other) => one.at - other.at)
    .flatMap(({ tail }) => tail.slice(-share))
    .slice(-lines);
}
