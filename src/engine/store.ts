import type { World } from '../core/deployment/decision.ts';
import { evolve } from '../core/deployment/evolve.ts';
import { type Deployment, isTerminal } from '../core/deployment/state.ts';
import { emptySlot, evolveSlot, type Slot } from '../core/environment/slot.ts';
import type { Entry, Journal } from '../ports/journal.ts';
import { toDeploymentEvent, toSlotEvent } from './encoding.ts';
import { deploymentStream, slotStream } from './streams.ts';

/** A folded stream and the version it stands at. */
export interface Versioned<T> {
  readonly state: T;
  readonly version: number;
  /** Wall time of the last entry, in milliseconds since 1970. */
  readonly lastAt: number;
}

/** A deployment whose record cannot be folded: it is set aside, the others go on. */
export interface Quarantined {
  readonly stream: string;
  readonly problem: string;
}

/** Brings an entry of any release into today's shape. Throws for one that cannot be read: its stream is set aside. */
export type Current = (entry: Entry) => Entry;

/** The present state of all deployments and slots, folded from the journal and kept up to date with every append. */
export class Store {
  readonly #deployments = new Map<string, Versioned<Deployment | null>>();
  readonly #slots = new Map<string, Versioned<Slot>>();
  readonly #quarantine = new Map<string, string>();
  // Asked for several times a second, and made anew only when something has happened.
  #all: readonly Versioned<Deployment>[] | null = null;
  #active: readonly Versioned<Deployment>[] | null = null;

  readonly #current: Current;

  private constructor(current: Current) {
    this.#current = current;
  }

  /** Folds the whole journal. */
  static async load(journal: Journal, current: Current = (entry) => entry): Promise<Store> {
    const store = new Store(current);
    for (const prefix of ['deployment/', 'slot/']) {
      for (const stream of await journal.streams(prefix)) store.apply(await journal.read(stream));
    }
    return store;
  }

  /** Takes in entries that were just appended; those of other streams are passed over. */
  apply(entries: readonly Entry[]): void {
    this.#all = null;
    this.#active = null;
    for (const entry of entries) {
      if (this.#quarantine.has(entry.stream)) continue;
      try {
        if (entry.stream.startsWith('deployment/')) this.#applyDeployment(entry);
        if (entry.stream.startsWith('slot/')) this.#applySlot(entry);
      } catch (problem) {
        this.#quarantine.set(entry.stream, `entry ${entry.seq} (${entry.type}): ${String(problem)}`);
      }
    }
  }

  /** What a command on this deployment is decided against, with the versions to append at. */
  world(
    id: string,
    unit: string,
    staging: string,
    production: string,
  ): { world: World; versions: ReadonlyMap<string, number> } {
    const deployment = this.#deployments.get(deploymentStream(id));
    const stagingSlot = this.#slot(unit, staging);
    const productionSlot = this.#slot(unit, production);
    return {
      world: { deployment: deployment?.state ?? null, staging: stagingSlot.state, production: productionSlot.state },
      versions: new Map([
        [deploymentStream(id), deployment?.version ?? 0],
        [slotStream(unit, staging), stagingSlot.version],
        [slotStream(unit, production), productionSlot.version],
      ]),
    };
  }

  /** One deployment with its version; undefined when there is none, or its record is set aside. */
  deployment(id: string): Versioned<Deployment> | undefined {
    const found = this.#deployments.get(deploymentStream(id));
    return found === undefined || !isBegun(found) || this.#quarantine.has(deploymentStream(id)) ? undefined : found;
  }

  /** What a deployment whose record is set aside was when it could last be read, and why it cannot be read on. */
  setAside(id: string): (Versioned<Deployment> & { readonly problem: string }) | undefined {
    const stream = deploymentStream(id);
    const problem = this.#quarantine.get(stream);
    const found = this.#deployments.get(stream);
    if (problem === undefined || found === undefined || found.state === null) return undefined;
    return { ...found, state: found.state, problem };
  }

  /** A unit's slot in an environment. */
  slot(unit: string, environment: string): Slot {
    return this.#slot(unit, environment).state;
  }

  /** A unit's slot in an environment, with the version to append at. */
  versionedSlot(unit: string, environment: string): Versioned<Slot> {
    return this.#slot(unit, environment);
  }

  /** Every slot that anything ever happened to. */
  slots(): readonly Slot[] {
    return [...this.#slots.values()].map(({ state }) => state);
  }

  /** All deployments, newest first. */
  all(): readonly Versioned<Deployment>[] {
    this.#all ??= [...this.#deployments.values()]
      .flatMap((one) => (one.state === null ? [] : [{ ...one, state: one.state }]))
      .sort(
        (one, other) =>
          other.state.opening.openedAt - one.state.opening.openedAt ||
          (one.state.opening.id < other.state.opening.id ? 1 : -1),
      );
    return this.#all;
  }

  /** The deployments that are not over. */
  active(): readonly Versioned<Deployment>[] {
    this.#active ??= this.all().filter(
      ({ state }) => !isTerminal(state.phase) && !this.#quarantine.has(deploymentStream(state.opening.id)),
    );
    return this.#active;
  }

  /** The records that cannot be folded. */
  quarantined(): readonly Quarantined[] {
    return [...this.#quarantine].map(([stream, problem]) => ({ stream, problem }));
  }

  #applyDeployment(entry: Entry): void {
    const before = this.#deployments.get(entry.stream)?.state ?? null;
    const state = evolve(before, toDeploymentEvent(this.#current(entry)));
    this.#deployments.set(entry.stream, { state, version: entry.version, lastAt: entry.at });
  }

  #applySlot(entry: Entry): void {
    const [, unit = '', environment = ''] = entry.stream.split('/');
    const state = evolveSlot(this.#slot(unit, environment).state, toSlotEvent(this.#current(entry)));
    this.#slots.set(entry.stream, { state, version: entry.version, lastAt: entry.at });
  }

  #slot(unit: string, environment: string): Versioned<Slot> {
    return (
      this.#slots.get(slotStream(unit, environment)) ?? { state: emptySlot(unit, environment), version: 0, lastAt: 0 }
    );
  }
}

const isBegun = (one: Versioned<Deployment | null>): one is Versioned<Deployment> => one.state !== null;
