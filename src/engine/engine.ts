import type { Command, Observation, WatchReport } from '../core/deployment/command.ts';
import type { Decision } from '../core/deployment/decision.ts';
import { isTerminal } from '../core/deployment/state.ts';
import { type Duration, milliseconds } from '../core/kernel/duration.ts';
import { between, instant } from '../core/kernel/instant.ts';
import { isRefusal } from '../core/kernel/refusal.ts';
import { ENGINE } from '../core/principal/principal.ts';
import type { Clock } from '../ports/clock.ts';
import type { Entry, Journal } from '../ports/journal.ts';
import { Alarms } from './alarm.ts';
import { ClockWatch } from './clock-watch.ts';
import { Deciding, type Room, type Submission } from './deciding.ts';
import type { Drivers } from './drivers.ts';
import type { Log } from './log.ts';
import { Runner } from './runner.ts';
import type { Store } from './store.ts';
import { measurementStream } from './streams.ts';
import { Watching } from './watching.ts';

/** How often everything watched is measured, in milliseconds. */
const TICK = 1_000;

/** What the engine stands on. */
export interface EngineParts {
  readonly journal: Journal;
  readonly store: Store;
  readonly drivers: Drivers;
  readonly clock: Clock;
  /** Rises at every start of a control plane; drivers refuse a lower one than they have seen. */
  readonly epoch: number;
  readonly log: Log;
  /** The disk the journal lies on; absent where it lies in memory. */
  readonly room?: Room;
}

/** The embedded engine: the single writer that turns commands into events, events into effects, and time into Ticks. */
export class Engine {
  readonly #parts: EngineParts;
  readonly #deciding: Deciding;
  readonly #alarms: Alarms;
  readonly #watching: Watching;
  readonly #clockWatch: ClockWatch;
  readonly #runners = new Map<string, Runner>();
  readonly #stop = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  constructor(parts: EngineParts) {
    const { journal, store, clock, epoch, drivers, log } = parts;
    this.#parts = parts;
    this.#deciding = new Deciding(journal, store, clock, epoch, parts.room);
    this.#alarms = new Alarms(clock, (id) => this.#tick(id));
    this.#clockWatch = new ClockWatch(clock);
    const report = (id: string, said: WatchReport): Promise<void> => this.#say(id, said);
    this.#watching = new Watching({ journal, store, drivers, clock, epoch, log, report });
  }

  /** Takes up every deployment that is not over where it stands, and begins to measure. */
  async start(): Promise<void> {
    for (const { state, lastAt } of this.#parts.store.active()) {
      await this.#rebase(state.opening.id, lastAt);
      await this.#tick(state.opening.id);
      this.#follow(state.opening.id);
    }
    this.#loop = this.#measure();
  }

  /** Stops deciding and doing; what runs outside goes on running. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#alarms.stop();
    for (const runner of this.#runners.values()) runner.stop();
    await this.#loop;
  }

  /** Decides a command; resolved means durable. Rejects with JournalUnavailable when nothing could be recorded. */
  async submit(submission: Submission): Promise<Decision> {
    this.#lookAtClock().catch((problem: unknown) =>
      this.#parts.log.error('a clock jump could not be recorded', { problem: String(problem) }),
    );
    const { decision, entries } = await this.#deciding.submit(submission);
    if (entries.length > 0) {
      this.#follow(submission.deployment);
      this.#wakeOthers(submission.deployment, entries);
    }
    return decision;
  }

  // What happened in a slot may be what another deployment of the unit waits for.
  #wakeOthers(deployment: string, entries: readonly Entry[]): void {
    if (!entries.some((entry) => entry.stream.startsWith('slot/'))) return;
    const unit = this.#parts.store.deployment(deployment)?.state.opening.spec.name;
    for (const { state } of this.#parts.store.active()) {
      const { id, spec } = state.opening;
      if (id !== deployment && spec.name === unit) void this.#tick(id);
    }
  }

  #follow(id: string): void {
    const deployment = this.#parts.store.deployment(id)?.state;
    if (deployment === undefined || this.#stop.signal.aborted) return;
    if (isTerminal(deployment.phase)) {
      this.#alarms.disarm(id);
      this.#runners.get(id)?.reconcile();
      return;
    }
    this.#alarms.arm(id, deployment);
    this.#runner(id).reconcile();
  }

  #runner(id: string): Runner {
    const known = this.#runners.get(id);
    if (known !== undefined) return known;
    const { store, drivers, clock, epoch, log } = this.#parts;
    const observe = (deployment: string, observation: Observation): Promise<void> => this.#say(deployment, observation);
    const runner = new Runner(id, { store, drivers, clock, epoch, log, observe });
    this.#runners.set(id, runner);
    return runner;
  }

  async #tick(id: string): Promise<void> {
    if (this.#stop.signal.aborted) return;
    try {
      await this.#say(id, { type: 'Tick', at: this.#parts.clock.wall(), principal: ENGINE });
    } catch (problem) {
      this.#parts.log.error('a tick could not be recorded', { deployment: id, problem: String(problem) });
    }
    // Armed again whatever the tick changed: time goes on.
    const deployment = this.#parts.store.deployment(id)?.state;
    if (deployment !== undefined && !isTerminal(deployment.phase) && !this.#stop.signal.aborted)
      this.#alarms.arm(id, deployment);
  }

  async #say(id: string, command: Command): Promise<void> {
    const decision = await this.submit({ deployment: id, command, proof: 'none' });
    if (isRefusal(decision) && decision.code !== 'effect-not-outstanding') {
      this.#parts.log.info('a report was refused', { deployment: id, command: command.type, code: decision.code });
    }
  }

  /** The time the control plane was away never counts towards a stage or a bake. */
  async #rebase(id: string, lastAt: number): Promise<void> {
    const { journal, clock } = this.#parts;
    const measured = (await journal.read(measurementStream(id))).at(-1)?.at ?? 0;
    const now = clock.wall();
    const away = milliseconds(Math.max(0, between(instant(Math.max(lastAt, measured)), now)));
    await this.#say(id, { type: 'RecordClockJump', by: away, cause: 'restart', at: now, principal: ENGINE });
  }

  async #measure(): Promise<void> {
    const { clock, log } = this.#parts;
    while (!this.#stop.signal.aborted) {
      try {
        await this.#lookAtClock();
        await this.#watching.tick();
      } catch (problem) {
        log.error('a measurement could not be recorded', { problem: String(problem) });
      }
      await clock.wait(TICK, this.#stop.signal).catch(() => undefined);
    }
  }

  /** A jump is told to every deployment before anything else is decided: what is queued here comes first. */
  async #lookAtClock(): Promise<void> {
    const by = this.#clockWatch.look();
    if (by === null) return;
    const told = this.#parts.store.active().map(({ state }) => this.#tellJump(state.opening.id, by));
    if (Math.abs(by) > 60_000) told.push(this.#watching.clockJumped());
    await Promise.all(told);
  }

  async #tellJump(id: string, by: Duration): Promise<void> {
    const at = this.#parts.clock.wall();
    await this.#say(id, { type: 'RecordClockJump', by, cause: 'jump', at, principal: ENGINE });
    await this.#tick(id);
  }
}
