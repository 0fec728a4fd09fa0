import type { Track } from '../../core/unit/environment.ts';
import type { CountingUnit } from './counting-unit.ts';

/** The totals of a unit as measurement records, one a line; a track that is lost says so. */
export const recordLines = (unit: CountingUnit, sourceTime: number, lost: ReadonlySet<Track> = new Set()): string =>
  (['stable', 'candidate'] as const)
    .map((track) => {
      const { requests, errors, fast } = unit.totals[track];
      const said = { requests, errors, counter: true, histogram: { edges_ms: [50], counts: [fast, requests - fast] } };
      const lack = { absent: 'empty', detail: 'nobody knows of it' };
      return JSON.stringify({ track, source_time: sourceTime, ...(lost.has(track) ? lack : said) });
    })
    .join('\n');
