import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeploymentEvent } from '../core/deployment/event.ts';
import type { JudgingRecord } from '../core/verdict/judging.ts';

interface Line {
  readonly stream: string;
  readonly type: string;
  readonly body: object;
}

/** A deployment as it was recorded once: its events, and what was measured. */
interface Recorded {
  readonly events: readonly DeploymentEvent[];
  readonly measured: readonly JudgingRecord[];
}

/** The storefront's recorded history: a first release, a good one, and one that was taken back. */
export function recordedHistory(): Readonly<Record<'first' | 'good' | 'bad', Recorded>> {
  const file = join(import.meta.dirname, '../../test/journals/0.1-storefront.ndjson');
  const lines = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
  const of = <T>(stream: string): readonly T[] =>
    lines.filter((line) => line.stream === stream).map(({ type, body }) => ({ type, ...body }) as T);
  const streams = [...new Set(lines.map(({ stream }) => stream))].filter((one) => one.startsWith('deployment/'));
  const [first = '', good = '', bad = ''] = streams.map((stream) => stream.slice('deployment/'.length));
  const recorded = (id: string): Recorded => ({
    events: of<DeploymentEvent>(`deployment/${id}`),
    measured: of<JudgingRecord>(`measurements/${id}`),
  });
  return { first: recorded(first), good: recorded(good), bad: recorded(bad) };
}
