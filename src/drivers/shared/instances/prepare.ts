import type { Duration } from '../../../core/kernel/duration.ts';
import { DriverError, type EffectContext } from '../../../ports/driver-error.ts';
import type { Placement } from '../../../ports/target.ts';
import { stopWhenAborted } from '../driver-failure.ts';
import type { OwnedInstance, TargetParts } from './instance.ts';
import { trackReader } from './tracks.ts';
import { untilHealthy } from './until-healthy.ts';

const LOG_LINES = 20;

/** Brings instances of a placement up until all are healthy, or ends all that it started and rejects. */
export async function prepare(
  parts: TargetParts,
  deadline: Duration,
  placement: Placement,
  effect: EffectContext,
): Promise<void> {
  try {
    const instances = await assemble(parts, placement, effect);
    await allHealthy(parts, instances, deadline, effect);
  } catch (error) {
    // One that was stopped leaves what it started: the next control plane goes on from there.
    if (!effect.signal.aborted) await goBack(parts, effect);
    throw error;
  }
}

/** Instances of just this placement that are there already, whatever effect started them, and as many new ones as are missing. */
async function assemble(
  parts: TargetParts,
  placement: Placement,
  effect: EffectContext,
): Promise<readonly OwnedInstance[]> {
  const { fleet, ledger } = parts;
  const trackOf = await trackReader(ledger);
  const present: OwnedInstance[] = [];
  for (const one of await fleet.list(effect.signal)) {
    if (one.releaseId !== placement.release.id || trackOf(one) !== placement.track) continue;
    if (one.crashLooping || one.retiring) await fleet.end(one.id, effect.signal);
    else present.push(one);
  }
  while (present.length < placement.snapshot.target.instances) {
    stopWhenAborted(effect.signal, effect.id);
    await ledger.holdsFor(effect);
    present.push(await fleet.start(placement, effect.id, effect.signal));
  }
  return present;
}

async function allHealthy(
  { fleet, ledger }: TargetParts,
  instances: readonly OwnedInstance[],
  deadline: Duration,
  effect: EffectContext,
): Promise<void> {
  const giveUp = new AbortController();
  const signal = AbortSignal.any([effect.signal, giveUp.signal]);
  const waiting = { fleet, until: performance.now() + deadline, signal, mayGoOn: () => ledger.holdsFor(effect) };
  const failures: { readonly id: string; readonly error: unknown }[] = [];
  await Promise.all(
    instances.map((instance) =>
      untilHealthy(instance, waiting).catch((error: unknown) => {
        failures.push({ id: instance.id, error });
        giveUp.abort();
      }),
    ),
  );
  // The first is the cause; the others were only stopped by it.
  const [first] = failures;
  if (first === undefined) return;
  if (!(first.error instanceof DriverError)) throw first.error;
  const healthy = `${instances.length - failures.length} of ${instances.length} became healthy`;
  const tail = await fleet.lastLines(first.id, LOG_LINES);
  const message = [`${first.error.message} (${healthy})`, ...tail].join('\n');
  throw new DriverError(message, { retryable: first.error.retryable, cause: first.error });
}

async function goBack({ fleet, ledger }: TargetParts, effect: EffectContext): Promise<void> {
  await ledger.holdsFor(effect);
  const started = (await fleet.list(effect.signal)).filter((one) => one.effectId === effect.id);
  await Promise.all(started.map((one) => fleet.end(one.id, effect.signal)));
}
