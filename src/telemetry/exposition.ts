import { collectDefaultMetrics, Registry } from 'prom-client';
import { evolve } from '../core/deployment/evolve.ts';
import { type Deployment, isTerminal } from '../core/deployment/state.ts';
import type { Instant } from '../core/kernel/instant.ts';
import type { JudgingRecord } from '../core/verdict/judging.ts';
import { toDeploymentEvent } from '../engine/encoding.ts';
import type { Engine } from '../engine/engine.ts';
import type { Current, Store } from '../engine/store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Entry, Journal } from '../ports/journal.ts';
import { countEvent } from './count-event.ts';
import { MeasurementCounts } from './count-measurement.ts';
import { type Instruments, instrumentsIn } from './instruments.ts';
import { measureNow } from './measure-now.ts';

const DEPLOYMENT = 'deployment/';
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];
const MEASUREMENTS = 'measurements/';

/** What is counted and shown. */
export interface ExpositionParts {
  readonly journal: Pick<Journal, 'read' | 'streams' | 'follow'>;
  readonly store: Pick<Store, 'deployment'>;
  readonly engine: Pick<Engine, 'sources'>;
  readonly clock: Clock;
  readonly current: Current;
  readonly version: string;
  readonly isChainOk: () => boolean;
  readonly notifications: () => Readonly<Record<string, number>>;
}

interface Known {
  readonly state: Deployment;
  readonly since: Instant;
  readonly version: number;
}

/**
 * What Prometheus reads. What happened is counted from the record, so that a restart begins at no zero and loses nothing; what is
 * true now is looked at when it is asked. Nobody who is not asked counts: it begins with the first look.
 */
export class Exposition {
  readonly #parts: ExpositionParts;
  readonly #registry = new Registry();
  readonly #instruments: Instruments;
  readonly #measured: MeasurementCounts;
  readonly #active = new Map<string, Known>();
  readonly #waiting: Entry[] = [];
  readonly #stopFollowing: () => void;
  #isLoaded = false;

  private constructor(parts: ExpositionParts) {
    this.#parts = parts;
    this.#instruments = instrumentsIn(this.#registry);
    this.#measured = new MeasurementCounts(this.#instruments);
    this.#instruments.info.set({ version: parts.version }, 1);
    collectDefaultMetrics({ register: this.#registry });
    // Gauges that call themselves totals: a query would take their rate.
    for (const name of MISNAMED) this.#registry.removeSingleMetric(name);
    this.#stopFollowing = parts.journal.follow((entries) => this.#hear(entries));
  }

  /** Counts what the journal holds, and from then on what comes. */
  static async begin(parts: ExpositionParts): Promise<Exposition> {
    const exposition = new Exposition(parts);
    for (const stream of await parts.journal.streams(DEPLOYMENT)) {
      for (const entry of await parts.journal.read(stream)) exposition.#count(entry);
    }
    exposition.#isLoaded = true;
    // What came while the record was read is in it, or follows now.
    for (const entry of exposition.#waiting.splice(0)) exposition.#count(entry);
    return exposition;
  }

  /** The text that Prometheus reads. */
  async text(): Promise<string> {
    const { clock, engine, isChainOk, notifications } = this.#parts;
    measureNow(this.#instruments, {
      at: clock.wall(),
      active: [...this.#active.values()],
      sources: (id) => engine.sources(id),
      isChainOk: isChainOk(),
      notifications: notifications(),
    });
    return this.#registry.metrics();
  }

  /** Counts nothing more. */
  stop(): void {
    this.#stopFollowing();
    this.#registry.clear();
  }

  #hear(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.stream.startsWith(MEASUREMENTS)) this.#measure(entry);
      else if (!entry.stream.startsWith(DEPLOYMENT)) continue;
      else if (this.#isLoaded) this.#count(entry);
      else this.#waiting.push(entry);
    }
  }

  #count(entry: Entry): void {
    const known = this.#active.get(entry.stream);
    if (entry.version <= (known?.version ?? 0) || (known === undefined && entry.version > 1)) return;
    try {
      const event = toDeploymentEvent(this.#parts.current(entry));
      const before = known?.state ?? null;
      const state = evolve(before, event);
      countEvent(this.#instruments, event, before, state);
      if (isTerminal(state.phase)) {
        this.#active.delete(entry.stream);
        return;
      }
      const since = before?.phase === state.phase ? (known?.since ?? event.at) : event.at;
      this.#active.set(entry.stream, { state, since, version: entry.version });
    } catch {
      // A record that cannot be read is set aside by the store, which says so: here it counts no longer.
      this.#active.delete(entry.stream);
    }
  }

  #measure(entry: Entry): void {
    const id = entry.stream.slice(MEASUREMENTS.length);
    const opening = this.#parts.store.deployment(id)?.state.opening;
    if (opening === undefined) return;
    const place = { unit: opening.spec.name, environment: opening.environment };
    this.#measured.take(place, { type: entry.type, ...(entry.body as object) } as JudgingRecord);
  }
}
