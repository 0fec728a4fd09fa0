import pLimit from 'p-limit';
import { ulid } from 'ulid';
import type { HealthSpec } from '../../../core/unit/environment.ts';
import type { Placement } from '../../../ports/target.ts';
import { lasting, reporting } from '../../shared/driver-failure.ts';
import { freePort } from '../../shared/free-port.ts';
import { withEnd } from '../../shared/instances/crash-loop.ts';
import type { InstanceFleet, OwnedInstance } from '../../shared/instances/instance.ts';
import { listedEnvironment } from '../../shared/listed-environment.ts';
import { endProcess, killLeftovers } from '../../shared/owned-process.ts';
import { isRunning } from '../../shared/process-identity.ts';
import { environmentParts, secretVariables } from '../../shared/secret-variables.ts';
import type { VersionOf } from '../../shared/secret-version.ts';
import { addressOf, type InstanceRecord, markOf } from './instance-record.ts';
import type { InstanceRecords } from './instance-records.ts';
import { launch } from './launch.ts';
import { scrubLog, tailOf, trimLog } from './log-file.ts';

/** What a fleet needs from outside. */
export interface FleetParts {
  readonly records: InstanceRecords;
  readonly materialize: (digest: string, signal: AbortSignal) => Promise<string>;
  readonly now: () => number;
  readonly versionOf: VersionOf;
}

/** Makes a fleet over the records of one target. */
export function fleetOf({ records, materialize, now, versionOf }: FleetParts): InstanceFleet {
  const inTurn = pLimit(1);

  /** Starts the process of a record; the record is on disk before the process runs anything. */
  async function run(
    record: Omit<InstanceRecord, 'process'>,
    signal: AbortSignal,
    isFirst = false,
  ): Promise<InstanceRecord> {
    const mark = markOf(record);
    const spec = {
      command: record.command,
      cwd: await materialize(record.folder, signal),
      env: listedEnvironment({
        ...record.env,
        ...(await secretVariables(record.secrets ?? {}, isFirst ? versionOf : null)),
        ...{ PORT: String(record.port), HOST: '127.0.0.1', [mark.name]: mark.value },
      }),
      logFile: records.logOf(record.id),
    };
    const process = await launch(spec, (identity) => records.save({ ...record, process: identity }));
    return { ...record, process };
  }

  async function portFor(): Promise<number> {
    // Also those of instances that are down just now: they come back on their own port.
    return freePort(new Set((await records.list()).map((record) => record.port)));
  }

  async function startAgain(ended: InstanceRecord, signal: AbortSignal): Promise<InstanceRecord> {
    // Children it left would hold its port.
    await killLeftovers({ identity: ended.process, mark: markOf(ended) }, signal);
    // The router may know a proven one by its port. One that never answered may have found its port taken.
    const port = ended.proven || ended.restarts > 0 ? ended.port : await portFor();
    return run({ ...ended, port, proven: false, awaitsStart: false, restarts: ended.restarts + 1 }, signal);
  }

  async function tend(id: string, signal: AbortSignal): Promise<InstanceRecord | undefined> {
    const record = await records.read(id);
    if (record === undefined) return undefined;
    await scrubLog(records.logOf(id));
    await trimLog(records.logOf(id));
    if (await isRunning(record.process)) return record;
    if (record.retiring) {
      await killLeftovers({ identity: record.process, mark: markOf(record) }, signal);
      await records.end(id);
      return undefined;
    }
    if (record.crashLooping) return record;
    const counted: InstanceRecord = record.awaitsStart ? record : withEnd(record, now());
    if (counted.crashLooping) {
      await records.save(counted);
      return counted;
    }
    try {
      return await reporting(`starting ${id} again`, () => startAgain(counted, signal));
    } catch (error) {
      // One that cannot be started must not hide how the others are: it is reported as not alive and tried again.
      await records.save({ ...counted, awaitsStart: true });
      if (signal.aborted) throw error;
      return { ...counted, awaitsStart: true };
    }
  }

  return {
    list: async () => Promise.all((await records.list()).map(asSeen)),
    tend: (id, signal) =>
      inTurn(async () => {
        const record = await tend(id, signal);
        return record === undefined ? undefined : asSeen(record);
      }),
    start: (placement, effectId, signal) =>
      inTurn(async () => {
        const isFirst = placement.track === 'candidate';
        return asSeen(await run(recordOf(placement, effectId, await portFor()), signal, isFirst));
      }),
    lastLines: (id, lines) => tailOf(records.logOf(id), lines),
    prove: (id) =>
      inTurn(async () => {
        const record = await records.read(id);
        if (record !== undefined && !record.proven) await records.save({ ...record, proven: true });
      }),
    end: async (id, signal) => {
      const record = await inTurn(async () => {
        const found = await records.read(id);
        // Written before the first signal: whoever finds it gone knows that this is no crash.
        if (found !== undefined) await records.save({ ...found, retiring: true });
        return found;
      });
      if (record === undefined) return;
      await endProcess({ identity: record.process, mark: markOf(record) }, record.grace, signal);
      await scrubLog(records.logOf(id));
      await inTurn(() => records.end(id));
    },
  };
}

async function asSeen(record: InstanceRecord): Promise<OwnedInstance> {
  const { id, track, releaseId, digests, health, effectId, proven, restarts, ends, crashLooping, retiring } = record;
  return {
    ...{ id, track, releaseId, digests, effectId, proven, restarts, crashLooping, retiring },
    address: addressOf(record),
    health: health as HealthSpec,
    alive: !record.awaitsStart && (await isRunning(record.process)),
    ends: ends.length,
  };
}

function recordOf(placement: Placement, effectId: string, port: number): Omit<InstanceRecord, 'process'> {
  const { release, snapshot, track } = placement;
  const { target } = snapshot;
  if (target.type !== 'process') throw lasting(`a target of type ${target.type} is not run as processes`);
  const folder = release.artifacts.find((artifact) => artifact.kind === 'files')?.digest;
  if (folder === undefined) throw lasting(`release ${release.id} has no artifact of kind files to run`);
  return {
    version: 1,
    id: `ins_${ulid().toLowerCase()}`,
    track,
    releaseId: release.id,
    digests: release.artifacts.map((artifact) => artifact.digest),
    command: [...target.command],
    ...environmentParts(target.env),
    grace: target.grace,
    health: { ...snapshot.health },
    folder,
    port,
    effectId,
    awaitsStart: false,
    proven: false,
    restarts: 0,
    ends: [],
    crashLooping: false,
    retiring: false,
  };
}
