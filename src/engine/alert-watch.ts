import { type AlertsSeen, isOtherThan, type SeenAlert } from '../core/alert/seen-alert.ts';
import { ENGINE } from '../core/principal/principal.ts';
import type { AlertSource } from '../ports/alert-source.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal, Json } from '../ports/journal.ts';
import type { Drivers } from './drivers.ts';
import type { Log } from './log.ts';
import { isWatched, type Watched } from './measuring.ts';
import type { Store } from './store.ts';
import { measurementStream } from './streams.ts';

/** How often alerts are asked for, in milliseconds, and how long an answer may take. */
const EVERY = 15_000;
const WITHIN = 5_000;

/** What looking for alerts needs of the engine. */
export interface AlertContext {
  readonly store: Store;
  readonly journal: Journal;
  readonly drivers: Drivers;
  readonly clock: Clock;
  readonly epoch: number;
  readonly log: Log;
  readonly stopping: AbortSignal;
}

/**
 * Notes which alerts of a monitoring system fire while a deployment is in production: for the report, and beside every verdict. A
 * source that does not answer is passed over: whether it measures is known elsewhere.
 */
export class AlertWatch {
  readonly #context: AlertContext;
  readonly #seen = new Map<string, readonly SeenAlert[]>();
  readonly #underWay = new Set<string>();
  readonly #due = new Map<string, number>();
  #notes = 0;

  constructor(context: AlertContext) {
    this.#context = context;
  }

  /** Looks when it is time; nobody waits for it. */
  tick(): void {
    const { clock, store, drivers } = this.#context;
    if (drivers.alerts === undefined) return;
    const now = clock.steady();
    for (const { state } of store.active()) {
      const { id } = state.opening;
      // The first look comes at once: what fires then is not the release's doing.
      if (!isWatched(state) || now < (this.#due.get(id) ?? now)) continue;
      this.#due.set(id, now + EVERY);
      for (const source of drivers.alerts(state.opening.spec.name, state.plan.metrics)) void this.#look(state, source);
    }
  }

  async #look({ opening: { id } }: Watched, source: AlertSource): Promise<void> {
    const { log, clock, stopping } = this.#context;
    const key = `${id} ${source.name}`;
    if (this.#underWay.has(key)) return;
    this.#underWay.add(key);
    const late = new AbortController();
    const cancel = clock.after(WITHIN, () => late.abort());
    try {
      const alerts = await source.firing(AbortSignal.any([stopping, late.signal]));
      const before = this.#seen.get(key);
      if (before !== undefined && !isOtherThan(before, alerts)) return;
      await this.#note(id, { type: 'AlertsSeen', source: source.name, at: clock.wall(), alerts });
      this.#seen.set(key, alerts);
    } catch (problem) {
      if (!stopping.aborted) log.info('alerts could not be looked at', { deployment: id, problem: String(problem) });
    } finally {
      cancel();
      this.#underWay.delete(key);
    }
  }

  async #note(id: string, { type, ...body }: AlertsSeen): Promise<void> {
    const { journal, clock, epoch } = this.#context;
    this.#notes += 1;
    await journal.append({
      writes: [
        {
          stream: measurementStream(id),
          expectedVersion: 'any',
          entries: [{ type, schema: 1, body: body as unknown as Json }],
        },
      ],
      requestId: `alerts/${epoch}/${this.#notes}`,
      ...{ epoch, at: clock.wall(), steady: clock.steady(), principal: ENGINE, proof: 'none' },
    });
  }
}
