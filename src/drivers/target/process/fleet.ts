import pLimit from 'p-limit';
import { ulid } from 'ulid';
import type { Placement } from '../../../ports/target.ts';
import { lasting, reporting } from '../../shared/driver-failure.ts';
import { freePort } from '../../shared/free-port.ts';
import { listedEnvironment } from '../../shared/listed-environment.ts';
import { endProcess, killLeftovers } from '../../shared/owned-process.ts';
import { isRunning } from '../../shared/process-identity.ts';
import type { VersionOf } from '../../shared/secret-version.ts';
import { type InstanceRecord, markOf } from './instance-record.ts';
import type { InstanceRecords } from './instance-records.ts';
import { launch } from './launch.ts';
import { scrubLog, trimLog } from './log-file.ts';
import { environmentParts, secretVariables } from './secret-variables.ts';

// Three ends in half a minute: starting it a fourth time would show nothing new.
const LOOP_ENDS = 3;
const LOOP_WITHIN = 30_000;

/** The processes behind the records: starting, tending and ending them. Changes of records happen one at a time. */
export interface Fleet {
  start(placement: Placement, effectId: string, signal: AbortSignal): Promise<InstanceRecord>;
  /** Looks after one instance: starts it again when it ended by itself, forgets it when it was ended by us. */
  tend(id: string, signal: AbortSignal): Promise<InstanceRecord | undefined>;
  /** Remembers that it answered well often enough. */
  prove(id: string): Promise<void>;
  end(id: string, signal: AbortSignal): Promise<void>;
}

/** What a fleet needs from outside. */
export interface FleetParts {
  readonly records: InstanceRecords;
  readonly materialize: (digest: string, signal: AbortSignal) => Promise<string>;
  readonly now: () => number;
  readonly versionOf: VersionOf;
}

/** Makes a fleet over the records of one target. */
export function fleetOf({ records, materialize, now, versionOf }: FleetParts): Fleet {
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
    const counted = record.awaitsStart ? record : withEnd(record, now());
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
    tend: (id, signal) => inTurn(() => tend(id, signal)),
    start: (placement, effectId, signal) =>
      inTurn(async () => run(recordOf(placement, effectId, await portFor()), signal, placement.track === 'candidate')),
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

function withEnd(record: InstanceRecord, at: number): InstanceRecord {
  const ends = [...record.ends, at].filter((end) => Math.abs(at - end) <= LOOP_WITHIN);
  return { ...record, ends, crashLooping: ends.length >= LOOP_ENDS };
}

function recordOf(placement: Placement, effectId: string, port: number): Omit<InstanceRecord, 'process'> {
  const { release, snapshot, track } = placement;
  const folder = release.artifacts.find((artifact) => artifact.kind === 'files')?.digest;
  if (folder === undefined) throw lasting(`release ${release.id} has no artifact of kind files to run`);
  return {
    version: 1,
    id: `ins_${ulid().toLowerCase()}`,
    track,
    releaseId: release.id,
    digests: release.artifacts.map((artifact) => artifact.digest),
    command: [...snapshot.target.command],
    ...environmentParts(snapshot.target.env),
    grace: snapshot.target.grace,
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
