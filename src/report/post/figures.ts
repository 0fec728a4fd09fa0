import type { Track } from '../../core/unit/environment.ts';
import type { MetricsSpec } from '../../core/unit/metrics.ts';
import type { Block } from '../../core/verdict/block.ts';
import { quantileOf } from '../../core/verdict/reading.ts';
import { spokenMetric } from '../amount.ts';
import { counted, type DeploymentRecord, errorRate } from '../record.ts';
import type { PostReport } from './model.ts';

type Row = PostReport['metrics'][number];
type Stages = (at: number | 'bake') => boolean;

/** What production showed before and after: errors always, the 99th percentile and declared metrics where they were measured. */
export function figuresOf(record: DeploymentRecord, queries: MetricsSpec['queries'], isAfter: Stages): readonly Row[] {
  const before = blocksOf(record, (at) => at !== 'bake');
  const after = blocksOf(record, isAfter);
  return [
    {
      label: 'Error rate',
      unit: '%',
      before: errorRate(counted(record, 'stable', (at) => at !== 'bake')),
      after: errorRate(counted(record, 'candidate', isAfter)),
    },
    ...known('Latency p99', 'ms', p99(before, 'stable'), p99(after, 'candidate')),
    ...Object.entries(queries ?? {}).flatMap(([name, query]) => {
      if (query.kind === 'ratio') {
        return known(spokenMetric(name), '%', ratio(before, 'stable', name), ratio(after, 'candidate', name));
      }
      // A source gives percents as percents; reports hold ratios.
      const scale = query.unit === '%' ? 0.01 : 1;
      const of = (blocks: readonly Block[], track: Track): number | null => mean(blocks, track, name, scale);
      return known(spokenMetric(name), query.unit, of(before, 'stable'), of(after, 'candidate'));
    }),
  ];
}

/** A row of which at least one side is known. */
const known = (label: string, unit: string, before: number | null, after: number | null): readonly Row[] =>
  before === null && after === null ? [] : [{ label, unit, before, after }];

function blocksOf(record: DeploymentRecord, isIn: Stages): readonly Block[] {
  let at: number | 'bake' | null = null;
  const blocks: Block[] = [];
  for (const one of record.measured) {
    if (one.type === 'JudgingBegan') at = one.at;
    if (one.type === 'BlockClosed' && at !== null && isIn(at)) blocks.push(one.block);
  }
  return blocks;
}

function p99(blocks: readonly Block[], track: Track): number | null {
  const latencies = blocks.flatMap(({ [track]: said }) => (said.kind === 'counts' ? (said.latency ?? []) : []));
  return quantileOf(latencies, 0.99)?.high ?? null;
}

/** Of what the source said at each measurement. */
function mean(blocks: readonly Block[], track: Track, name: string, scale: number): number | null {
  const values = blocks.flatMap((block) => block.values?.[track][name] ?? []);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value * scale, 0) / values.length;
}

/** Of how many of how many were counted together. */
function ratio(blocks: readonly Block[], track: Track, name: string): number | null {
  const counts = blocks.flatMap((block) => block.ratios?.[track][name] ?? []);
  const of = counts.reduce((sum, each) => sum + each.of, 0);
  return of === 0 ? null : counts.reduce((sum, each) => sum + each.events, 0) / of;
}
