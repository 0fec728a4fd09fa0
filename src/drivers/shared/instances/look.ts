import type { Track } from '../../../core/unit/environment.ts';
import type { Instance, TargetState } from '../../../ports/target.ts';
import { stopWhenAborted } from '../driver-failure.ts';
import type { OwnedInstance, TargetParts } from './instance.ts';
import { probe } from './probe.ts';
import { trackReader } from './tracks.ts';
import { patience } from './until-healthy.ts';

/** Makes the look at what really runs: each instance is tended, then asked for its health. */
export function lookerAt(parts: TargetParts): (signal: AbortSignal) => Promise<TargetState> {
  const { fleet } = parts;
  // Good answers in a row of instances that have yet to prove themselves.
  const inRow = new Map<string, number>();

  async function see(one: OwnedInstance, track: Track, signal: AbortSignal): Promise<Instance> {
    const { id, releaseId, address, alive, restarts, crashLooping } = one;
    const answer = alive && (await probe(address, one.health.path, patience(one), signal)).good;
    return {
      ...{ id, track, releaseId, address, alive, restarts, crashLooping },
      artifactDigests: one.digests,
      healthy: answer && (await isProven(one, inRowOf(one, answer))),
    };
  }

  function inRowOf(one: OwnedInstance, answer: boolean): number {
    // Counted from its latest start: one that came back has to prove itself anew.
    const start = `${one.id}/${one.restarts}`;
    const count = answer ? (inRow.get(start) ?? 0) + 1 : 0;
    if (answer && !one.proven && count < one.health.healthyAfter) inRow.set(start, count);
    else inRow.delete(start);
    return count;
  }

  async function isProven(one: OwnedInstance, count: number): Promise<boolean> {
    if (one.proven) return true;
    if (count < one.health.healthyAfter) return false;
    await fleet.prove(one.id);
    return true;
  }

  return async (signal) => {
    const tended: OwnedInstance[] = [];
    for (const { id } of await fleet.list(signal)) {
      const one = await fleet.tend(id, signal);
      if (one !== undefined) tended.push(one);
    }
    const trackOf = await trackReader(parts.ledger);
    const instances = await Promise.all(tended.map((one) => see(one, trackOf(one), signal)));
    // A question cut off by the signal looks like a bad answer and must not be reported as one.
    stopWhenAborted(signal, `observing ${parts.where}`);
    return { instances };
  };
}
