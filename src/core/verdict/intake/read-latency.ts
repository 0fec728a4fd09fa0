import { fields, finite, list, numberOrNull, wrong } from './fields.ts';
import type { RecordLatency } from './record.ts';

/** The latencies of a record: none, some, or `impossible` when one of the numbers cannot be. */
export function readLatency(
  said: Readonly<Record<string, unknown>>,
  counter: boolean,
): RecordLatency | 'impossible' | null {
  if (said.latency_ms === undefined) return said.histogram === undefined ? null : histogramOf(said.histogram);
  if (said.histogram !== undefined) {
    wrong('record-clash', ['histogram'], 'a record has latency_ms or histogram, not both', 'drop one of them');
  }
  if (counter) {
    wrong('record-clash', ['latency_ms'], 'latencies are no counter', 'write a histogram, or drop counter');
  }
  return rawOf(list(said.latency_ms, ['latency_ms']));
}

function rawOf(latencies: readonly unknown[]): RecordLatency | 'impossible' {
  let possible = true;
  for (let index = 0; index < latencies.length; index += 1) {
    const latency = latencies[index];
    if (typeof latency !== 'number') numberOrNull(latency, ['latency_ms', index]);
    if (!((latency as number) >= 0 && latency !== Infinity) || latency === null) possible = false;
  }
  return possible ? { kind: 'raw', milliseconds: latencies as readonly number[] } : 'impossible';
}

function histogramOf(value: unknown): RecordLatency | 'impossible' {
  const said = fields(value, ['histogram']);
  const edges = edgesOf(said.edges_ms);
  const counts = list(said.counts ?? missing('counts'), ['histogram', 'counts']);
  const read = counts.map((count, index) => numberOrNull(count, ['histogram', 'counts', index]));
  if (read.some((count) => count === null || !Number.isSafeInteger(count) || count < 0)) return 'impossible';
  return { kind: 'histogram', edges, counts: laidOut(edges, read as readonly number[]) };
}

const missing = (field: string): never =>
  wrong('record-missing', ['histogram'], `a histogram needs ${field}`, 'write {"edges_ms":[…],"counts":[…]}');

function edgesOf(value: unknown): readonly number[] {
  const edges = list(value ?? missing('edges_ms'), ['histogram', 'edges_ms']).map((edge, index) =>
    finite(edge, ['histogram', 'edges_ms', index]),
  );
  if (edges.length === 0) missing('an edge');
  const wrongAt = edges.findIndex((edge, index) => edge < 0 || (index > 0 && edge <= (edges[index - 1] ?? 0)));
  if (wrongAt >= 0) {
    const message = 'edges rise, and none is below 0';
    wrong(
      'record-type',
      ['histogram', 'edges_ms', wrongAt],
      message,
      'write the edges in rising order, in milliseconds',
    );
  }
  return edges;
}

/** Counts in one more bucket than there are edges: nothing above, or fence posts with nothing outside, are filled up with zeros. */
function laidOut(edges: readonly number[], counts: readonly number[]): readonly number[] {
  switch (counts.length - edges.length) {
    case 1:
      return counts;
    case 0:
      return [...counts, 0];
    case -1:
      return [0, ...counts, 0];
    default: {
      const message = `${counts.length} counts do not fit ${edges.length} edges`;
      return wrong(
        'record-lengths',
        ['histogram', 'counts'],
        message,
        'write one count more than edges, as many, or one less',
      );
    }
  }
}
