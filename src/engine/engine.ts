import type { Command, Observation, WatchReport } from '../core/deployment/command.ts';
import type { Decision } from '../core/deployment/decision.ts';
import { type Deployment, isTerminal } from '../core/deployment/state.ts';
import type { Difference } from '../core/environment/difference.ts';
import { type Duration, milliseconds } from '../core/kernel/duration.ts';
import { between, instant } from '../core/kernel/instant.ts';
import { isRefusal } from '../core/kernel/refusal.ts';
import { heldTo } from '../core/plan/policy/held-to.ts';
import { ENGINE } from '../core/principal/principal.ts';
import type { Clock } from '../ports/clock.ts';
import type { Entry, Journal } from '../ports/journal.ts';
import { Alarms } from './alarm.ts';
import { AlertWatch } from './alert-watch.ts';
import { ClockWatch } from './clock-watch.ts';
import { Deciding, type Room, type SlotSubmission, type SlotSubmitted, type Submission } from './deciding.ts';
import { DriftWatch } from './drift-watch.ts';
import type { Drivers } from './drivers.ts';
import type { Log } from './log.ts';
import { Retaining, type RetentionPlace } from './retention.ts';
import { Runner } from './runner.ts';
import type { Store } from './store.ts';
import { measurementStream } from './streams.ts';
import { Turns } from './turns.ts';
import { Watching } from './watching.ts';
import { oldWork, removeWorkOf } from './work-folders.ts';

/** How often everything watched is measured, in milliseconds. */
const TICK = 1_000;

/** A driver that was told to leave off is waited for so long, in milliseconds. */
const LETS_GO_WITHIN = 5_000;

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
  readonly #drift: DriftWatch;
  readonly #alertWatch: AlertWatch;
  readonly #retaining: Retaining;
  readonly #packaging = new Turns();
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
    const stopping = this.#stop.signal;
    const recordDrift = async (
      unit: string,
      environment: string,
      differences: readonly Difference[],
    ): Promise<void> => {
      const command = { type: 'RecordDrift', differences, at: clock.wall(), principal: ENGINE } as const;
      await this.submitToSlot({ unit, environment, command, proof: 'none' });
    };
    this.#drift = new DriftWatch({ store, drivers, clock, epoch, log, stopping, report: recordDrift });
    this.#alertWatch = new AlertWatch({ journal, store, drivers, clock, epoch, log, stopping });
    const record = async (place: RetentionPlace, command: SlotSubmission['command'], proof: SlotSubmission['proof']) =>
      (await this.#deciding.submitToSlot({ ...place, command, proof })).decision;
    const packaging = this.#packaging;
    this.#retaining = new Retaining({ store, drivers, clock, epoch, log, stopping, packaging, record });
    this.#watching = new Watching({ journal, store, drivers, clock, epoch, log, stopping: this.#stop.signal, report });
  }

  /** Takes up every deployment that is not over where it stands, and begins to measure. */
  async start(): Promise<void> {
    await this.#clearWork();
    for (const { state, lastAt } of this.#parts.store.active()) {
      await this.#rebase(state.opening.id, lastAt);
      await this.#tick(state.opening.id);
      this.#follow(state.opening.id);
    }
    this.#retaining.allDue();
    this.#loop = this.#measure();
  }

  /** What lies there from before goes while other things go on: nobody waits for it. */
  async #clearWork(): Promise<void> {
    const { drivers, store, log } = this.#parts;
    for (const id of await oldWork(drivers.workFolders, store)) void removeWorkOf(drivers.workFolders, id, log);
  }

  /**
   * Stops deciding and doing; what runs outside goes on running. Once this resolves nothing acts any more: what was under way is
   * waited for, but not for ever.
   */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#alarms.stop();
    const letGo = Promise.all([...this.#runners.values()].map((runner) => runner.stop()));
    const waited = new AbortController();
    const patience = this.#parts.clock.wait(LETS_GO_WITHIN, waited.signal).catch(() => undefined);
    await Promise.race([letGo, patience]);
    waited.abort();
    await this.#loop;
  }

  /** Decides a command; resolved means durable. Rejects with JournalUnavailable when nothing could be recorded. */
  async submit(submission: Submission): Promise<Decision> {
    this.#lookAtClock().catch((problem: unknown) =>
      this.#parts.log.error('a clock jump could not be recorded', { problem: String(problem) }),
    );
    const { decision, entries } = await this.#deciding.submit(submission);
    const { command } = submission;
    const isByPeople = command.principal.kind === 'person' || command.principal.kind === 'local';
    if (command.type === 'ResumeDeployment' && isByPeople && !isRefusal(decision)) {
      this.#watching.lift(submission.deployment);
    }
    if (entries.length > 0) {
      this.#follow(submission.deployment);
      this.#wakeOthers(submission.deployment, entries);
    }
    return decision;
  }

  /** Decides a command for an environment; resolved means durable. Whoever waits for the environment looks again. */
  async submitToSlot(submission: SlotSubmission): Promise<SlotSubmitted['decision']> {
    const { decision, entries } = await this.#deciding.submitToSlot(submission);
    if (entries.length > 0) this.#wakeUnit(submission.unit, null);
    return decision;
  }

  /** Compares what is recorded of an environment with what runs there now, and puts right what was accepted. */
  lookForDrift(unit: string, environment: string): Promise<void> {
    return this.#drift.look(unit, environment);
  }

  /** What of a unit's stored releases would go now, and what stays. Changes nothing. */
  lookAtReleases(place: RetentionPlace): ReturnType<Retaining['look']> {
    return this.#retaining.look(place);
  }

  /** Removes the stored releases of a unit that nothing needs. */
  pruneReleases(place: RetentionPlace, asking: Parameters<Retaining['prune']>[1]): ReturnType<Retaining['prune']> {
    return this.#retaining.prune(place, asking);
  }

  /** What the judge sees of a deployment at this moment, for people to look at; undefined while nothing of it is measured. */
  look(id: string): ReturnType<Watching['look']> {
    return this.#watching.look(id);
  }

  /** How the metric sources of a deployment do; empty while nothing of it is measured. */
  sources(id: string): ReturnType<Watching['sources']> {
    return this.#watching.sources(id);
  }

  // What happened in a slot may be what another deployment of the unit waits for.
  #wakeOthers(deployment: string, entries: readonly Entry[]): void {
    if (!entries.some((entry) => entry.stream.startsWith('slot/'))) return;
    const opening = this.#parts.store.deployment(deployment)?.state.opening;
    if (opening === undefined) return;
    const unit = opening.spec.name;
    if (entries.some((entry) => entry.type === 'StableChanged')) {
      this.#retaining.dueAt({ unit, environment: opening.environment });
    }
    this.#wakeUnit(unit, deployment);
  }

  #wakeUnit(unit: string, except: string | null): void {
    for (const { state } of this.#parts.store.active()) {
      const { id, spec } = state.opening;
      if (id !== except && spec.name === unit) void this.#tick(id);
    }
  }

  #follow(id: string): void {
    const deployment = this.#parts.store.deployment(id)?.state;
    if (deployment === undefined || this.#stop.signal.aborted) return;
    if (isTerminal(deployment.phase)) {
      this.#alarms.disarm(id);
      this.#runners.get(id)?.reconcile();
      void removeWorkOf(this.#parts.drivers.workFolders, id, this.#parts.log);
      return;
    }
    this.#arm(id, deployment);
    this.#runner(id).reconcile();
  }

  /** Whatever is due by a stricter policy that came later is due then. */
  #arm(id: string, deployment: Deployment): void {
    const { spec, environment } = deployment.opening;
    this.#alarms.arm(id, heldTo(deployment, this.#parts.store.slot(spec.name, environment)));
  }

  #runner(id: string): Runner {
    const known = this.#runners.get(id);
    if (known !== undefined) return known;
    const { store, drivers, clock, epoch, log } = this.#parts;
    const observe = (deployment: string, observation: Observation): Promise<void> => this.#say(deployment, observation);
    const packaging = this.#packaging;
    const runner = new Runner(id, { store, drivers, clock, epoch, log, packaging, observe });
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
      this.#arm(id, deployment);
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
    let goOn = (): void => undefined;
    this.#stop.signal.addEventListener('abort', () => goOn(), { once: true });
    while (!this.#stop.signal.aborted) {
      const began = clock.steady();
      try {
        await this.#lookAtClock();
        await this.#watching.tick();
        this.#drift.tick();
        this.#alertWatch.tick();
        this.#retaining.tick();
      } catch (problem) {
        log.error('a measurement could not be recorded', { problem: String(problem) });
      }
      // Waiting for answers is part of the second, not added to it.
      const left = Math.max(0, TICK - (clock.steady() - began));
      if (this.#stop.signal.aborted) return;
      await new Promise<void>((resolve) => {
        const cancel = clock.after(left, resolve);
        goOn = () => {
          cancel();
          resolve();
        };
      });
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
