import { isInProduction } from '../core/deployment/state.ts';
import { areSameDifferences, type Difference, isRepairable } from '../core/environment/difference.ts';
import { differencesOf } from '../core/environment/drift.ts';
import type { Slot } from '../core/environment/slot.ts';
import { listenOf } from '../core/unit/environment.ts';
import type { Clock } from '../ports/clock.ts';
import { DriverError } from '../ports/driver-error.ts';
import { type Site, siteIn } from './context.ts';
import type { Drivers } from './drivers.ts';
import type { Log } from './log.ts';
import { returnTraffic } from './moves.ts';
import type { Store } from './store.ts';
import { within } from './within.ts';

/** How often an environment in which nothing is being deployed is compared with its record, in milliseconds. */
export const DRIFT_EVERY = 30_000;
/** A difference must be seen twice: an instance that is just being started again is none. */
const LOOK_AGAIN = 2_000;
const LOOK_LIMIT = 5_000;

/** What the watch needs of the engine. */
export interface DriftContext {
  readonly store: Store;
  readonly drivers: Drivers;
  readonly clock: Clock;
  readonly epoch: number;
  readonly log: Log;
  readonly stopping: AbortSignal;
  report(unit: string, environment: string, differences: readonly Difference[]): Promise<void>;
}

interface Watched {
  dueAt: number;
  looking: boolean;
  suspected: readonly Difference[];
}

/** A place at rest: something serves there, and no deployment is changing it. */
interface AtRest {
  readonly slot: Slot & { readonly stable: NonNullable<Slot['stable']> };
  readonly site: Site;
}

/**
 * Compares what really runs and is routed with what is recorded, wherever nothing is being deployed. It repairs nothing by itself:
 * only what an approver accepted is put back as the record has it.
 */
export class DriftWatch {
  readonly #context: DriftContext;
  readonly #watched = new Map<string, Watched>();

  constructor(context: DriftContext) {
    this.#context = context;
  }

  /** Begins the looks that are due. Nobody waits for them. */
  tick(): void {
    const { store, clock, log } = this.#context;
    for (const { unit, environment, stable } of store.slots()) {
      if (stable === null) continue;
      const watched = this.#of(unit, environment);
      if (watched.looking || clock.steady() < watched.dueAt) continue;
      watched.dueAt = clock.steady() + DRIFT_EVERY;
      this.#compare(unit, environment, false).catch((problem: unknown) =>
        log.error('what runs could not be compared with the record', { unit, environment, problem: String(problem) }),
      );
    }
  }

  /** Looks now, and records what is found at once. */
  look(unit: string, environment: string): Promise<void> {
    return this.#compare(unit, environment, true);
  }

  async #compare(unit: string, environment: string, isAsked: boolean): Promise<void> {
    const watched = this.#of(unit, environment);
    watched.looking = true;
    try {
      const found = await this.#differences(unit, environment);
      if (found === null) return;
      const isSure = isAsked || found.length === 0 || areSameDifferences(found, watched.suspected);
      watched.suspected = found;
      if (!isSure) {
        watched.dueAt = this.#context.clock.steady() + LOOK_AGAIN;
        return;
      }
      await this.#context.report(unit, environment, found);
      await this.#repair(unit, environment);
    } finally {
      watched.looking = false;
    }
  }

  /** What differs now; null where that cannot be said: something is being deployed, or nobody answers. */
  async #differences(unit: string, environment: string): Promise<readonly Difference[] | null> {
    const before = this.#atRest(unit, environment);
    if (before === null) return null;
    const { clock, stopping } = this.#context;
    const { site, slot } = before;
    try {
      const { instances } = await within(clock, LOOK_LIMIT, stopping, (signal) => site.target.observe(signal));
      const seen = await within(clock, LOOK_LIMIT, stopping, (signal) => site.router.observe(signal));
      // Whatever began meanwhile is a change that is recorded, and no drift.
      if (this.#atRest(unit, environment)?.slot.stable !== slot.stable) return null;
      const { traffic, stable, address } = seen;
      const place = { environment, listen: listenOf(site.environment.router) };
      return differencesOf(slot.stable, place, { instances, traffic, stable, address });
    } catch (problem) {
      // Nobody answers: that is said by doctor and by the look before a promotion, and is no difference.
      if (problem instanceof DriverError || stopping.aborted) return null;
      throw problem;
    }
  }

  /** Puts the traffic back as the record has it, once an approver has signed that. */
  async #repair(unit: string, environment: string): Promise<void> {
    const rest = this.#atRest(unit, environment);
    const since = rest === null ? null : putBackSince(rest.slot);
    if (rest === null || since === null) return;
    const { epoch, stopping, report } = this.#context;
    const effect = { id: `slot/${unit}/${environment}/repair/${since}`, epoch, signal: stopping };
    await returnTraffic(rest.site, rest.slot.stable.release, effect);
    const left = await this.#differences(unit, environment);
    if (left !== null) await report(unit, environment, left);
  }

  #atRest(unit: string, environment: string): AtRest | null {
    const { store, drivers } = this.#context;
    const slot = store.slot(unit, environment);
    const { stable } = slot;
    const isChanging = store
      .active()
      .some(
        ({ state }) =>
          state.opening.environment === environment && state.opening.spec.name === unit && isInProduction(state),
      );
    if (stable === null || isChanging) return null;
    // What it was brought with says how it should be, not what was configured since.
    const spec = store.deployment(stable.deployment)?.state.opening.spec;
    if (spec === undefined) return null;
    return { slot: { ...slot, stable }, site: siteIn(drivers, spec, environment) };
  }

  #of(unit: string, environment: string): Watched {
    const key = `${unit}/${environment}`;
    const known = this.#watched.get(key);
    if (known !== undefined) return known;
    const watched = { dueAt: this.#context.clock.steady() + LOOK_AGAIN, looking: false, suspected: [] };
    this.#watched.set(key, watched);
    return watched;
  }
}

/** Since when traffic may be put back as recorded: an approver accepted that, or a deployment that cannot be read was taken back. */
function putBackSince({ drift, toStableSince }: Slot): number | null {
  if (drift === null || !drift.differences.some(isRepairable)) return null;
  return drift.acceptedBy === null ? toStableSince : drift.since;
}
