import type { Track } from '../../../core/unit/environment.ts';
import type { Instance, TargetState } from '../../../ports/target.ts';
import { stopWhenAborted } from '../../shared/driver-failure.ts';
import { isRunning } from '../../shared/process-identity.ts';
import { addressOf, type InstanceRecord } from './instance-record.ts';
import { probe } from './probe.ts';
import { type TargetParts, trackReader } from './target-parts.ts';
import { patience } from './until-healthy.ts';

/** Makes the look at what really runs: each instance is tended, then asked for its health. */
export function lookerAt(parts: TargetParts): (signal: AbortSignal) => Promise<TargetState> {
  const { records, fleet } = parts;
  // Good answers in a row of instances that have yet to prove themselves.
  const inRow = new Map<string, number>();

  async function see(record: InstanceRecord, track: Track, signal: AbortSignal): Promise<Instance> {
    const alive = !record.awaitsStart && (await isRunning(record.process));
    const answer = alive && (await probe(addressOf(record), record.health.path, patience(record), signal)).good;
    return {
      id: record.id,
      track,
      releaseId: record.releaseId,
      artifactDigests: record.digests,
      address: addressOf(record),
      alive,
      healthy: answer && (await isProven(record, inRowOf(record, answer))),
      restarts: record.restarts,
      crashLooping: record.crashLooping,
    };
  }

  function inRowOf(record: InstanceRecord, answer: boolean): number {
    // Counted from its latest start: one that came back has to prove itself anew.
    const start = `${record.id}/${record.restarts}`;
    const count = answer ? (inRow.get(start) ?? 0) + 1 : 0;
    if (answer && !record.proven && count < record.health.healthyAfter) inRow.set(start, count);
    else inRow.delete(start);
    return count;
  }

  async function isProven(record: InstanceRecord, count: number): Promise<boolean> {
    if (record.proven) return true;
    if (count < record.health.healthyAfter) return false;
    await fleet.prove(record.id);
    return true;
  }

  return async (signal) => {
    const tended: InstanceRecord[] = [];
    for (const { id } of await records.list()) {
      const record = await fleet.tend(id, signal);
      if (record !== undefined) tended.push(record);
    }
    const trackOf = await trackReader(parts);
    const instances = await Promise.all(tended.map((record) => see(record, trackOf(record), signal)));
    // A question cut off by the signal looks like a bad answer and must not be reported as one.
    stopWhenAborted(signal, `observing ${parts.where}`);
    return { instances };
  };
}
