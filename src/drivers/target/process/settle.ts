import type { Track } from '../../../core/unit/environment.ts';
import { lasting } from '../../shared/driver-failure.ts';
import { type TargetParts, trackReader } from './target-parts.ts';

/**
 * The tracks after the candidate became stable, one note per instance. They are written together, so that nobody ever sees
 * both releases as stable. Undefined when it was so already.
 */
export async function settle(
  parts: TargetParts,
  releaseId: string,
): Promise<Readonly<Record<string, Track>> | undefined> {
  const trackOf = await trackReader(parts);
  const running = (await parts.records.list()).filter((record) => !record.retiring);
  const isOf = (track: Track) => running.filter((one) => one.releaseId === releaseId && trackOf(one) === track);
  const settling = new Set(isOf('candidate').map((record) => record.id));
  if (settling.size > 0) {
    return Object.fromEntries(running.map(({ id }) => [id, settling.has(id) ? 'stable' : 'candidate']));
  }
  if (isOf('stable').length > 0) return undefined;
  throw lasting(`nothing of release ${releaseId} runs as candidate of ${parts.where}`);
}
