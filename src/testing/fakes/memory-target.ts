import { DriverError, type EffectContext } from '../../ports/driver-error.ts';
import type { Instance, Placement, Target, TargetState } from '../../ports/target.ts';
import { emptyWorld, instanceOf, type ReleaseBehaviour, recentEnds, type TargetWorld } from './target-world.ts';

/** The acts of a target that a test may make fail. */
export type TargetAct = 'prepare' | 'observe' | 'retire' | 'settle';

/** A target without processes, with switches that make it misbehave. */
export interface MemoryTarget extends Target {
  /** Every act asked of it, repeated ones too, in order. */
  readonly calls: readonly { readonly act: TargetAct; readonly effectId: string | null }[];
  /** The next such act rejects before it does anything. */
  failNext(act: TargetAct, error?: DriverError): void;
  /** The next such act is done, but its answer is lost. */
  loseNextAnswer(act: TargetAct): void;
  /** The next such act waits for its signal. */
  hangNext(act: TargetAct): void;
  /** From now on new instances of this release behave like this. */
  behave(releaseId: string, behaviour: ReleaseBehaviour): void;
  /** An instance ends by itself. */
  crash(instanceId: string): void;
  /** An instance answers well, or badly, from now on. */
  setHealthy(instanceId: string, healthy: boolean): void;
}

type Fault =
  | { readonly kind: 'fail'; readonly error: DriverError }
  | { readonly kind: 'lose' }
  | { readonly kind: 'hang' };

const LOOP_ENDS = 3;

/** How a memory target is made. */
export interface MemoryTargetOptions {
  /** A world that an earlier target left; without it the target begins with nothing. */
  readonly world?: TargetWorld;
  /** Wall time in milliseconds; only crash loops depend on it. */
  readonly now?: () => number;
  /** Whether preparing waits for its signal when instances never get healthy, or gives up at once. */
  readonly isPatient?: boolean;
}

/** A target whose instances are only imagined, for tests of the engine. */
export function memoryTarget(options: MemoryTargetOptions = {}): MemoryTarget {
  const { world = emptyWorld(), now = () => 0, isPatient = false } = options;
  const calls: { readonly act: TargetAct; readonly effectId: string | null }[] = [];
  const faults = new Map<TargetAct, Fault[]>();
  const addFault = (act: TargetAct, fault: Fault): void => void faults.set(act, [...(faults.get(act) ?? []), fault]);
  const change = (id: string, how: (instance: Instance) => Instance): void => {
    world.instances = world.instances.map((one) => (one.id === id ? how(one) : one));
  };
  const seen = (): TargetState => ({ instances: world.instances });

  /** One act, with the fault that waits for it. */
  async function acting(
    act: TargetAct,
    effectId: string | null,
    signal: AbortSignal,
    work: () => Promise<void> | void,
  ) {
    calls.push({ act, effectId });
    stopIf(signal);
    const fault = faults.get(act)?.shift();
    if (fault?.kind === 'fail') throw fault.error;
    if (fault?.kind === 'hang') await aborted(signal);
    await work();
    if (fault?.kind === 'lose') throw new DriverError(`the answer to ${act} was lost`, { retryable: true });
    return seen();
  }

  const effect = (act: TargetAct, context: EffectContext, work: () => Promise<void> | void): Promise<TargetState> =>
    acting(act, context.id, context.signal, async () => {
      if (context.epoch < world.epoch) throw lasting(`epoch ${context.epoch} is lower than ${world.epoch}`);
      world.epoch = context.epoch;
      if (world.applied.has(context.id)) return;
      await work();
      world.applied.add(context.id);
    });

  async function prepare(placement: Placement, { signal }: EffectContext): Promise<void> {
    const { release, track, snapshot } = placement;
    const isOfPlacement = (one: Instance) => one.releaseId === release.id && one.track === track;
    world.instances = world.instances.filter((one) => !(isOfPlacement(one) && one.crashLooping));
    const wanted = snapshot.target.instances;
    const behaviour = world.behaviours.get(release.id) ?? 'serves';
    const before = world.instances;
    const missing = Math.max(0, wanted - before.filter(isOfPlacement).length);
    world.instances = [
      ...before,
      ...Array.from({ length: missing }, () => instanceOf(placement, world.made++, behaviour)),
    ];
    if (behaviour === 'serves' || missing === 0) return;
    if (isPatient) await aborted(signal);
    world.instances = before;
    throw lasting(`0 of ${wanted} became healthy: instances of ${release.id} are ${behaviour}`);
  }

  function settle(releaseId: string): void {
    const isSettling = (one: Instance) => one.releaseId === releaseId && one.track === 'candidate';
    if (world.instances.some(isSettling)) {
      world.instances = world.instances.map((one) => ({ ...one, track: isSettling(one) ? 'stable' : 'candidate' }));
    } else if (!world.instances.some((one) => one.releaseId === releaseId)) {
      throw lasting(`nothing of release ${releaseId} runs as candidate`);
    }
  }

  function startAgain(one: Instance): Instance {
    const behaviour = world.behaviours.get(one.releaseId) ?? 'serves';
    const alive = behaviour !== 'ends-at-once';
    if (!alive) noteEnd(one.id);
    return { ...one, alive, healthy: behaviour === 'serves', restarts: one.restarts + 1 };
  }
  const noteEnd = (id: string): void => void world.ends.set(id, [...recentEnds(world, id, now()), now()]);

  /** Starts again what ended by itself, unless it ends again and again. */
  function tend(): void {
    for (const { id, alive, crashLooping } of world.instances) {
      if (alive || crashLooping) continue;
      if (recentEnds(world, id, now()).length >= LOOP_ENDS) change(id, (one) => ({ ...one, crashLooping: true }));
      else change(id, startAgain);
    }
  }

  return {
    name: 'memory',
    calls,
    failNext: (act, error = new DriverError(`${act} failed`, { retryable: true })) =>
      addFault(act, { kind: 'fail', error }),
    loseNextAnswer: (act) => addFault(act, { kind: 'lose' }),
    hangNext: (act) => addFault(act, { kind: 'hang' }),
    behave: (releaseId, behaviour) => void world.behaviours.set(releaseId, behaviour),
    crash: (id) => {
      noteEnd(id);
      change(id, (one) => ({ ...one, alive: false, healthy: false }));
    },
    setHealthy: (id, healthy) => change(id, (one) => ({ ...one, healthy: healthy && one.alive })),
    prepare: (placement, context) => effect('prepare', context, () => prepare(placement, context)),
    observe: (signal) => acting('observe', null, signal, tend),
    retire: (ids, context) =>
      effect('retire', context, () => {
        world.instances = world.instances.filter((one) => !ids.includes(one.id));
      }),
    settle: (releaseId, context) => effect('settle', context, () => settle(releaseId)),
    logTail: async (track, lines) =>
      world.instances
        .filter((one) => one.track === track)
        .map((one) => `${one.id} of ${one.releaseId} ${one.alive ? 'runs' : 'has ended'}`)
        .slice(-lines),
  };
}

const lasting = (message: string): DriverError => new DriverError(message, { retryable: false });

function stopIf(signal: AbortSignal): void {
  if (signal.aborted) throw new DriverError('stopped', { retryable: true, cause: signal.reason });
}

async function aborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  throw new DriverError('stopped', { retryable: true, cause: signal.reason });
}
