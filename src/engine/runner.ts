import type { Observation } from '../core/deployment/command.ts';
import { type Effect, isForward } from '../core/deployment/effect.ts';
import { awaitedEffects, effects } from '../core/deployment/effects.ts';
import type { Deployment } from '../core/deployment/state.ts';
import { warmStable } from '../core/deployment/warm-stable.ts';
import { guardForward } from '../core/guard/guard-forward.ts';
import { between } from '../core/kernel/instant.ts';
import { ENGINE } from '../core/principal/principal.ts';
import type { Clock } from '../ports/clock.ts';
import { DriverError, type EffectContext } from '../ports/driver-error.ts';
import type { TargetState } from '../ports/target.ts';
import { siteOf } from './context.ts';
import type { Drivers } from './drivers.ts';
import type { Seen } from './effects/doing.ts';
import { perform } from './effects/perform.ts';
import { isStored, isWarm } from './effects/rollback-target.ts';
import type { Log } from './log.ts';
import type { Store } from './store.ts';
import type { Turns } from './turns.ts';

/** What a runner needs of the engine. */
export interface RunnerContext {
  readonly store: Store;
  readonly drivers: Drivers;
  readonly clock: Clock;
  readonly epoch: number;
  readonly log: Log;
  /** What is packaged is stored before the record knows of it: until then nothing is removed. */
  readonly packaging: Turns;
  observe(deployment: string, observation: Observation): Promise<void>;
}

interface Running {
  readonly effect: Effect;
  readonly abort: AbortController;
}

/**
 * Carries out the outstanding effects of one deployment, one after another: a step back never overtakes a step forward that
 * is still under way. What the state no longer awaits is aborted. Every result goes back as a command.
 */
export class Runner {
  readonly #id: string;
  readonly #context: RunnerContext;
  #running: Running | null = null;
  #pause: AbortController | null = null;
  #stopped = false;
  #last: Promise<void> = Promise.resolve();

  constructor(id: string, context: RunnerContext) {
    this.#id = id;
    this.#context = context;
  }

  /** Looks at the state again and begins what is due. Call it whenever the state may have changed. */
  reconcile(): void {
    const deployment = this.#context.store.deployment(this.#id)?.state;
    if (this.#stopped || deployment === undefined) return;
    if (this.#running !== null) {
      const { effect, abort } = this.#running;
      if (!awaitedEffects(deployment).some((one) => one.id === effect.id))
        abort.abort(new Error('no longer asked for'));
      return;
    }
    this.#pause?.abort();
    this.#pause = null;
    const next = effects(deployment).find((effect) => effect.kind !== 'watch');
    if (next === undefined) return;
    const wait = next.notBefore === null ? 0 : between(this.#context.clock.wall(), next.notBefore);
    if (wait > 0) this.#lookAgainIn(wait);
    else this.#last = this.#run(next, deployment);
  }

  /** Aborts what is under way, and resolves when that has let go; nothing is begun any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#pause?.abort();
    this.#running?.abort.abort(new Error('the control plane stops'));
    await this.#last;
  }

  #lookAgainIn(milliseconds: number): void {
    const pause = new AbortController();
    this.#pause = pause;
    this.#context.clock.wait(milliseconds, pause.signal).then(
      () => this.reconcile(),
      () => undefined,
    );
  }

  async #run(effect: Effect, deployment: Deployment): Promise<void> {
    const { clock, log } = this.#context;
    const abort = new AbortController();
    this.#running = { effect, abort };
    try {
      const done = async (): Promise<void> => {
        const seen = await this.#seen(effect, deployment, abort.signal);
        if (!this.#stopped) await this.#tell(effect, seen);
      };
      await (effect.kind === 'build-artifacts' ? this.#context.packaging.shared(done) : done());
    } catch (problem) {
      // The journal could not take the result: the effect stays outstanding and is tried again by its id.
      log.error('an effect could not be recorded', { effect: effect.id, problem: String(problem) });
      await clock.wait(1_000).catch(() => undefined);
    } finally {
      this.#running = null;
      this.reconcile();
    }
  }

  /** The one place where a driver's failure is caught: it becomes an observation like any other. */
  async #seen(effect: Effect, deployment: Deployment, signal: AbortSignal): Promise<Seen> {
    const context: EffectContext = { id: effect.id, epoch: this.#context.epoch, signal };
    try {
      const refused = await this.#refusedByGuard(effect, deployment, signal);
      return refused ?? (await perform(effect, this.#doing(deployment, context)));
    } catch (problem) {
      if (!(problem instanceof DriverError) && !signal.aborted) {
        this.#context.log.error('an effect ended with an unexpected error', {
          effect: effect.id,
          problem: stackOf(problem),
        });
      }
      const retryable = !(problem instanceof DriverError) || problem.retryable;
      return { type: 'RecordEffectFailed', problem: messageOf(problem), retryable };
    }
  }

  #doing(deployment: Deployment, effect: EffectContext) {
    const { drivers, clock, store } = this.#context;
    const { spec, environment } = deployment.opening;
    return { drivers, clock, deployment, production: store.slot(spec.name, environment), effect };
  }

  async #refusedByGuard(effect: Effect, deployment: Deployment, signal: AbortSignal): Promise<Seen | null> {
    if (!isForward(effect)) return null;
    const { drivers, store, clock } = this.#context;
    const { spec, environment } = deployment.opening;
    const stable = 'rollbackRelease' in deployment ? deployment.rollbackRelease : null;
    const seen = await siteOf(drivers, deployment, environment).target.observe(signal);
    const rollbackTargetPresent =
      isBeingSettled(effect, seen) ||
      (isWarm(stable, warmStable(deployment), seen) &&
        (await isStored(drivers, deployment, stable, 'as-it-says', signal)));
    // The state may have moved on while we looked: the guard judges what is true now.
    const now = store.deployment(this.#id)?.state ?? deployment;
    const slot = store.slot(spec.name, environment);
    const refusal = guardForward(effect, now, slot, { at: clock.wall(), rollbackTargetPresent });
    return refusal === null ? null : { type: 'RecordGuardRefusal', code: refusal.code, message: refusal.message };
  }

  #tell(effect: Effect, seen: Seen): Promise<void> {
    const observation = {
      ...seen,
      at: this.#context.clock.wall(),
      principal: ENGINE,
      effect: effect.id,
    } as Observation;
    return this.#context.observe(this.#id, observation);
  }
}

// A settle that was cut short may have retired what it replaces: the guard let it begin, and the only way on is to end it.
const isBeingSettled = (effect: Effect, seen: TargetState): boolean =>
  effect.kind === 'settle' &&
  seen.instances.some((one) => one.releaseId === effect.release.id && one.track === 'stable');

const messageOf = (problem: unknown): string => (problem instanceof Error ? problem.message : String(problem));
const stackOf = (problem: unknown): string =>
  problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
