import type { Block } from '../core/verdict/block.ts';
import type { JudgingRecord } from '../core/verdict/judging.ts';
import { quantileOf } from '../core/verdict/reading.ts';
import type { Instruments } from './instruments.ts';

const TRACKS = ['stable', 'candidate'] as const;
/** The latencies of so many seconds are kept. */
const KEPT = 60;

/** Counts what was measured of a place: requests, errors, latencies and sources that ceased to deliver. */
export class MeasurementCounts {
  readonly #instruments: Instruments;
  readonly #recent = new Map<string, readonly Block[]>();

  constructor(instruments: Instruments) {
    this.#instruments = instruments;
  }

  /** Takes one record of a measurement stream in. */
  take(place: { readonly unit: string; readonly environment: string }, record: JudgingRecord): void {
    if (record.type === 'SourceHealthChanged' && record.why !== null)
      this.#instruments.sourceErrors.inc({ ...place, source: record.source, why: record.why });
    if (record.type !== 'BlockClosed') return;
    const key = `${place.unit}/${place.environment}`;
    const recent = within([...(this.#recent.get(key) ?? []), record.block]);
    this.#recent.set(key, recent);
    for (const track of TRACKS) {
      const said = record.block[track];
      if (said.kind !== 'counts') continue;
      this.#instruments.requests.inc({ ...place, track }, said.requests);
      this.#instruments.errors.inc({ ...place, track }, said.errors);
      const latencies = recent.flatMap(({ [track]: one }) => (one.kind === 'counts' ? (one.latency ?? []) : []));
      const high = quantileOf(latencies, 0.99)?.high;
      if (high !== undefined && Number.isFinite(high)) this.#instruments.latency.set({ ...place, track }, high / 1_000);
    }
  }
}

function within(blocks: readonly Block[]): readonly Block[] {
  let left = KEPT;
  const kept = blocks.toReversed().filter(({ seconds }) => {
    left -= seconds;
    return left >= -seconds;
  });
  return kept.toReversed();
}
