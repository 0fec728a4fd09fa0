import type { Track } from '../../../core/unit/environment.ts';
import { seriesSelector } from '../../../core/unit/series-selector.ts';
import type { Series } from './answer.ts';

/** A selector or query of one track. */
export const ofTrack = (text: string, track: Track): string => text.replaceAll('$track', track);

/** The raw samples of a selector over so many milliseconds. */
export const rangeOf = (selector: string, milliseconds: number): string =>
  `${selector}[${Math.max(1, Math.ceil(milliseconds / 1_000))}s]`;

/**
 * Why a selector that finds nothing does not mean that nothing happened; null when it does: it looks at the same counter as the whole
 * does, by labels that are there, and such a series appears with its first event.
 */
export function noSeriesIsNoProof(part: string, whole: string, found: readonly Series[]): string | null {
  const [inner, outer] = [seriesSelector(part), seriesSelector(whole)];
  if (inner === undefined || outer === undefined || inner.metric !== outer.metric) return `no series for ${part}`;
  const missing = inner.labels.find(
    (label) => !outer.labels.includes(label) && !found.some(({ labels }) => Object.hasOwn(labels, label)),
  );
  return missing === undefined ? null : `no series for ${part}, and ${outer.metric} has no label ${missing}`;
}
