import type { SlotCommand } from '../core/environment/command.ts';
import type { Slot } from '../core/environment/slot.ts';
import { isRefusal, type Refusal, refuse } from '../core/kernel/refusal.ts';
import { ENGINE, type Principal, type Proof } from '../core/principal/principal.ts';
import type { Removal } from '../core/retention/pruned-release.ts';
import { type Retention, retentionOf } from '../core/retention/retention.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import type { Clock } from '../ports/clock.ts';
import type { Registry } from '../ports/registry.ts';
import { siteIn } from './context.ts';
import type { SlotSubmitted } from './deciding.ts';
import type { Drivers } from './drivers.ts';
import type { Log } from './log.ts';
import type { Store } from './store.ts';
import type { Turns } from './turns.ts';
import { within } from './within.ts';

const LOOK_LIMIT = 5_000;
/** After a failure nobody waits for, in milliseconds. */
const AGAIN_AFTER = 60_000;

/** Where releases are removed: the slot whose record says so. */
export interface RetentionPlace {
  readonly unit: string;
  readonly environment: string;
}

/** Who asks, and how they proved it. */
interface Asking {
  readonly principal: Principal;
  readonly proof: Proof;
}

/** What was removed, and what stays. */
export interface Pruned extends Retention {
  readonly bytes: number;
}

/** What the retention needs of the engine. */
export interface RetentionContext {
  readonly store: Store;
  readonly drivers: Drivers;
  readonly clock: Clock;
  readonly epoch: number;
  readonly log: Log;
  readonly stopping: AbortSignal;
  /** What is being packaged is not known to the record yet: nothing is removed meanwhile, and nothing packaged while it is. */
  readonly packaging: Turns;
  record(place: RetentionPlace, command: SlotCommand, proof: Proof): Promise<SlotSubmitted['decision']>;
}

/** Keeps the registry as small as the configuration says: after each completed deployment, and whenever somebody asks. */
export class Retaining {
  readonly #context: RetentionContext;
  readonly #due = new Map<string, { readonly place: RetentionPlace; readonly at: number }>();
  #isAtWork = false;

  constructor(context: RetentionContext) {
    this.#context = context;
  }

  /** A release has come to serve an environment: what it makes superfluous goes soon. */
  dueAt(place: RetentionPlace, after = 0): void {
    this.#due.set(`${place.unit}/${place.environment}`, { place, at: this.#context.clock.steady() + after });
  }

  /** Everything that a control plane before this one may have left undone. */
  allDue(): void {
    for (const { unit, environment, stable } of this.#context.store.slots()) {
      if (stable !== null) this.dueAt({ unit, environment });
    }
  }

  /** Begins what is due. Nobody waits for it. */
  tick(): void {
    const { clock, log } = this.#context;
    if (this.#isAtWork || this.#due.size === 0) return;
    const [next] = [...this.#due].filter(([, { at }]) => at <= clock.steady());
    if (next === undefined) return;
    const [key, { place }] = next;
    this.#due.delete(key);
    this.#isAtWork = true;
    this.prune(place, { principal: ENGINE, proof: 'none' })
      .then((pruned) => {
        // A deployment is packaging, or somebody else clears up just now.
        if (isRefusal(pruned) && pruned.code === 'packaging-under-way') this.dueAt(place, 1_000);
      })
      .catch((problem: unknown) => {
        log.warn('releases could not be removed', { ...place, problem: String(problem) });
        this.dueAt(place, AGAIN_AFTER);
      })
      .finally(() => {
        this.#isAtWork = false;
      });
  }

  /** What would go now, and what stays and why. Changes nothing. */
  async look(place: RetentionPlace): Promise<Retention | Refusal> {
    const spec = this.#newest(place.unit);
    if (spec === undefined) return refuseUnknown(place);
    const retention = this.#retention(spec, new Set());
    if (isRefusal(retention) || retention.goes.length === 0) return retention;
    // Only where something would go is it worth asking what runs.
    return this.#retention(spec, await this.#running(spec));
  }

  /** Removes what may go: written down first, done, and written down with the room that it made. */
  async prune(place: RetentionPlace, asking: Asking): Promise<Pruned | Refusal> {
    const done = await this.#context.packaging.alone(() => this.#pruneNow(place, asking));
    return (
      done?.result ??
      refuse(
        'packaging-under-way',
        'A release is being packaged or removed just now',
        'Ask again in a moment: plimsoll prune',
      )
    );
  }

  async #pruneNow(place: RetentionPlace, { principal, proof }: Asking): Promise<Pruned | Refusal> {
    const { store, clock, record } = this.#context;
    const retention = await this.look(place);
    if (isRefusal(retention)) return retention;
    const registry = this.#registryOf(place.unit);
    if (registry?.remove === undefined) {
      return refuse(
        'registry-keeps-all',
        `The registry ${registry?.name ?? 'of this unit'} is not ours to clear up`,
        'Clear it up itself',
      );
    }
    const slot = store.slot(place.unit, place.environment);
    if (slot.pruning === null) {
      const command = { type: 'PruneReleases', releases: retention.goes, at: clock.wall(), principal } as const;
      const decision = await record(place, command, proof);
      if (isRefusal(decision)) return decision;
      if (decision.length === 0) return { ...retention, bytes: 0 };
      const bytes = await this.#remove(place.unit, retention.goes);
      await this.#recorded(place, retention.goes, bytes);
      return { ...retention, bytes };
    }
    // One that was killed is ended first, as far as that still may go.
    const goes = stillGoing(slot, retention);
    const bytes = await this.#remove(place.unit, goes);
    await this.#recorded(place, goes, bytes);
    const rest = await this.#pruneNow(place, { principal, proof });
    return isRefusal(rest) ? rest : { goes: [...goes, ...rest.goes], stays: rest.stays, bytes: bytes + rest.bytes };
  }

  async #remove(unit: string, removals: readonly Removal[]): Promise<number> {
    const { epoch, stopping } = this.#context;
    const registry = this.#registryOf(unit);
    let bytes = 0;
    for (const digest of new Set(removals.flatMap(({ digests }) => digests))) {
      const effect = { id: `prune/${unit}/${digest}`, epoch, signal: stopping };
      bytes += (await registry?.remove?.(unit, digest, effect)) ?? 0;
    }
    return bytes;
  }

  async #recorded(place: RetentionPlace, releases: readonly Removal[], bytes: number): Promise<void> {
    const command = {
      type: 'RecordPruned',
      releases,
      bytes,
      at: this.#context.clock.wall(),
      principal: ENGINE,
    } as const;
    await this.#context.record(place, command, 'none');
  }

  #registryOf(unit: string): Registry | undefined {
    const spec = this.#newest(unit);
    return spec === undefined ? undefined : this.#context.drivers.registry(unit, spec.registry);
  }

  #newest(unit: string): UnitSpec | undefined {
    return this.#context.store.all().find(({ state }) => state.opening.spec.name === unit)?.state.opening.spec;
  }

  #retention(spec: UnitSpec, running: ReadonlySet<string>): Retention | Refusal {
    const { store } = this.#context;
    const unreadable = store.quarantined()[0];
    if (unreadable !== undefined) {
      const message = `${unreadable.stream} cannot be read on: what it needs is not known`;
      return refuse('record-unreadable', message, 'See what was changed: plimsoll verify');
    }
    const deployments = store.all().map(({ state }) => state);
    return retentionOf(spec.name, spec.rollback.keepReleases, { deployments, slots: store.slots(), running });
  }

  /** The releases whose instances are seen anywhere. Where nobody answers nothing is removed: unknown is never good. */
  async #running(spec: UnitSpec): Promise<ReadonlySet<string>> {
    const { store, drivers, clock, stopping } = this.#context;
    const specs = store
      .all()
      .flatMap(({ state }) => (state.opening.spec.name === spec.name ? [state.opening.spec] : []));
    const running = new Set<string>();
    const seen = new Set<string>();
    for (const one of specs) {
      for (const name of Object.keys(one.environments)) {
        if (seen.has(name)) continue;
        seen.add(name);
        const { target } = siteIn(drivers, one, name);
        const { instances } = await within(clock, LOOK_LIMIT, stopping, (signal) => target.observe(signal));
        for (const { releaseId } of instances) running.add(releaseId);
      }
    }
    return running;
  }
}

/** Of a removal that was decided on before, what the retention lets go even now. */
function stillGoing({ pruning }: Slot, { goes }: Retention): readonly Removal[] {
  const begun = new Set(pruning?.releases.map(({ release }) => release));
  return goes.filter(({ release }) => begun.has(release));
}

const refuseUnknown = ({ unit, environment }: RetentionPlace): Refusal =>
  refuse(
    'no-such-environment',
    `Nothing was deployed for ${unit}/${environment} here`,
    'List them: plimsoll environment list',
  );
