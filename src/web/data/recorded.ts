import { cache } from './cache.ts';
import { watched } from './watched.ts';

/** How far the journal goes, as far as the stream has told: its events, and its heartbeats for what it tells nobody of. */
export const recorded = watched(0);

/** Something was recorded up to a position. */
export function heardOf(seq: number): void {
  if (seq > recorded.get()) recorded.set(seq);
}

/** A heartbeat further on than what was told: something was recorded that is not streamed, of keys, tokens or sessions. */
export function heardQuietly(seq: number): void {
  if (seq <= recorded.get()) return;
  recorded.set(seq);
  for (const name of ['trust', 'about', 'tokens', 'policies']) void cache.invalidateQueries({ queryKey: [name] });
}
