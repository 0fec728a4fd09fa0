import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

/** A file of records as a metric source would make it. */
export interface Shape {
  readonly name: string;
  readonly what: string;
  /** Records of each track in a second. */
  readonly perSecond: number;
  readonly latencies: boolean;
  readonly gates: readonly string[];
  readonly triggers?: readonly string[];
}

export const SHAPES: readonly Shape[] = [
  {
    ...{ name: 'ticks', what: 'a record a second and track, one gate', perSecond: 1, latencies: false },
    gates: ['error_rate < 1%'],
  },
  {
    ...{ name: 'fine', what: '10 records a second and track, one gate', perSecond: 10, latencies: false },
    gates: ['error_rate < 1%'],
  },
  {
    ...{ name: 'raw', what: '10 a second with raw latencies, error and p99 gates', perSecond: 10, latencies: true },
    gates: ['error_rate < 1%', 'latency_p99 < baseline * 1.1'],
  },
  {
    ...{ name: 'all', what: 'the same with a trigger beside', perSecond: 10, latencies: true },
    gates: ['error_rate < 1%', 'latency_p99 < baseline * 1.1'],
    triggers: ['error_rate > 5%'],
  },
];

/** The same numbers in every run: what is measured is speed, not luck. */
function* numbers(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    yield state / 2 ** 32;
  }
}

/** Writes so many lines, and gives how many seconds they cover. */
export async function writeLines(file: string, shape: Shape, lines: number): Promise<number> {
  const out = createWriteStream(file);
  const random = numbers(20_260_101);
  const next = (): number => random.next().value;
  let t = 0;
  for (let line = 0; line < lines; line += 1) {
    const isStable = line % 2 === 0;
    if (isStable) t += 1 / shape.perSecond;
    const requests = Math.ceil((isStable ? 950 : 50) / shape.perSecond);
    const errors = next() < (isStable ? 0.6 : 0.05) / shape.perSecond ? 1 : 0;
    const record = { t: Number(t.toFixed(1)), track: isStable ? 'stable' : 'candidate', requests, errors };
    const latency_ms = Array.from({ length: Math.min(requests, 8) }, () => Number((40 + 300 * next() ** 4).toFixed(1)));
    const isFull = !out.write(`${JSON.stringify(shape.latencies ? { ...record, latency_ms } : record)}\n`);
    if (isFull) await once(out, 'drain');
  }
  out.end();
  await finished(out);
  return Math.ceil(t);
}
