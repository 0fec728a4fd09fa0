import type { Track } from '../../../core/unit/environment.ts';
import { lasting } from '../driver-failure.ts';
import type { TargetParts } from './instance.ts';
import { trackReader } from './tracks.ts';

/**
 * The tracks after the candidate became stable, one note per instance. They are written together, so that nobody ever sees
 * both releases as stable. Undefined when it was so already.
 */
export async function settle(
  parts: TargetParts,
  releaseId: string,
  signal: AbortSignal,
): Promise<Readonly<Record<string, Track>> | undefined> {
  const trackOf = await trackReader(parts.ledger);
  const running = (await parts.fleet.list(signal)).filter((one) => !one.retiring);
  const isOf = (track: Track) => running.filter((one) => one.releaseId === releaseId && trackOf(one) === track);
  const settling = new Set(isOf('candidate').map(({ id }) => id));
  if (settling.size > 0) {
    return Object.fromEntries(running.map(({ id }) => [id, settling.has(id) ? 'stable' : 'candidate']));
  }
  if (isOf('stable').length > 0) return undefined;
  throw lasting(`nothing of release ${releaseId} runs as candidate of ${parts.where}`);
}
