import type { Log } from '../engine/log.ts';
import type { Clock } from '../ports/clock.ts';
import type { MachineDrivers } from './drivers.ts';
import type { Layout } from './layout.ts';
import { type SiteNote, sitesOn } from './sites.ts';

/** How often what serves is looked after, in milliseconds. */
const LOOK = 1_000;
/** No look takes longer, in milliseconds. */
const LIMIT = 5_000;

/** Looks after what serves users whether or not a deployment is under way: a dead router or instance is started again. */
export class Keeper {
  readonly #layout: Layout;
  readonly #drivers: MachineDrivers;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #stop = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  constructor(layout: Layout, drivers: MachineDrivers, clock: Clock, log: Log) {
    this.#layout = layout;
    this.#drivers = drivers;
    this.#clock = clock;
    this.#log = log;
  }

  /** Begins to look after every site that the disk remembers. */
  start(): void {
    this.#loop = this.#keep();
  }

  /** Ends the looking; what runs goes on running. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
  }

  async #keep(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await Promise.all(sitesOn(this.#layout).map((site) => this.#look(site)));
      await this.#clock.wait(LOOK, this.#stop.signal).catch(() => undefined);
    }
  }

  async #look({ unit, environment, haproxy, command }: SiteNote): Promise<void> {
    // What a command reaches runs elsewhere, and has no router of ours.
    if (command !== undefined) return;
    const site = this.#drivers.site(unit, environment, null);
    try {
      // A HAProxy is started by those whose it is.
      if (haproxy === undefined) await site.router.ensureRunning(AbortSignal.timeout(LIMIT));
      await site.targets.all.observe(AbortSignal.timeout(LIMIT));
    } catch (problem) {
      if (this.#stop.signal.aborted) return;
      this.#log.warn('a site could not be looked after', { unit, environment, problem: String(problem) });
    }
  }
}
