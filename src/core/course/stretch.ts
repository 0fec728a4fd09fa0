import type { Block, TrackBlock } from '../verdict/block.ts';
import { tailOf } from '../verdict/judged-metrics.ts';
import type { Measurement, TrackMeasurement } from '../verdict/measurement.ts';
import { type ReadKind, readMetric } from '../verdict/reading.ts';
import { countsOf } from '../verdict/recent.ts';
import type { Rule } from '../verdict/rule.ts';

/** What a comparison's metric is read from in a few blocks. */
function kindOf(rule: Rule): ReadKind {
  const { metric } = rule.comparison;
  if (rule.judge === 'counts' && rule.counted !== null) return { kind: 'ratio', name: rule.counted };
  if (metric === 'error_rate' || metric === 'success_rate' || metric === 'throughput') return { kind: metric };
  const tail = rule.judge === 'latency' ? tailOf(metric) : null;
  return tail === null ? { kind: 'value', name: metric } : { kind: 'latency', level: 1 - tail };
}

/** What some blocks alone say of the candidate; null where they say nothing. */
export function measuredIn(blocks: readonly Block[], rule: Rule): number | null {
  const read = readMetric(kindOf(rule), 'candidate', blocks.map(asMeasurement));
  return read.kind === 'value' ? read.value : null;
}

/** The candidate's requests in some blocks. */
export const requestsIn = (blocks: readonly Block[]): number =>
  blocks.reduce((sum, { candidate }) => sum + countsOf(candidate).requests, 0);

/** Of how many seconds nothing was heard of the candidate. */
export const silentIn = (blocks: readonly Block[]): number =>
  blocks.reduce((sum, { candidate, seconds }) => sum + (isHeard(candidate) ? 0 : seconds), 0);

const isHeard = (track: TrackBlock): boolean => track.kind === 'counts' && track.fresh;

const asMeasurement = ({ seconds, stable, candidate, values, ratios }: Block): Measurement => ({
  source: '',
  cursor: '',
  sourceTime: 0,
  covers: seconds,
  tracks: { stable: asTrack(stable), candidate: asTrack(candidate) },
  values,
  ...(ratios === undefined ? {} : { ratios }),
  routed: null,
});

const asTrack = (track: TrackBlock): TrackMeasurement =>
  track.kind === 'absent' ? { kind: 'absent', why: track.why, detail: '' } : track;
