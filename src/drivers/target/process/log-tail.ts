import type { Track } from '../../../core/unit/environment.ts';
import { lastWritten, tailOf } from './log-file.ts';
import { type TargetParts, trackReader } from './target-parts.ts';

/** The last log lines of a track's instances, each with its share; where none runs, of the one that ended last. */
export async function logTail(parts: TargetParts, track: Track, lines: number): Promise<readonly string[]> {
  const { records } = parts;
  const trackOf = await trackReader(parts);
  const running = (await records.list()).filter((record) => trackOf(record) === track);
  const ended = (await records.ended()).filter((record) => trackOf(record) === track).slice(-1);
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
