import pLimit from 'p-limit';
import { ulid } from 'ulid';
import type { HealthSpec } from '../../../core/unit/environment.ts';
import { DriverError } from '../../../ports/driver-error.ts';
import type { Placement } from '../../../ports/target.ts';
import { lasting } from '../../shared/driver-failure.ts';
import { freePort } from '../../shared/free-port.ts';
import { withEnd } from '../../shared/instances/crash-loop.ts';
import type { InstanceFleet, OwnedInstance } from '../../shared/instances/instance.ts';
import type { RecordFiles } from '../../shared/instances/record-files.ts';
import { environmentParts, secretVariables } from '../../shared/secret-variables.ts';
import type { VersionOf } from '../../shared/secret-version.ts';
import { create, inspect, labelled, remove, type SeenContainer, start, stop } from './containers.ts';
import type { Engine } from './engine.ts';
import type { FindEngine } from './find-engine.ts';
import { type ImagePlaces, imageOf, readyImage } from './images.ts';
import { addressOf, type InstanceRecord } from './instance-record.ts';
import { FRESH, recordIn, siteLabel } from './labels.ts';
import type { InstanceLogs } from './logs.ts';

/** What a fleet of containers needs from outside. */
export interface FleetParts {
  readonly dir: string;
  readonly unit: string;
  readonly environment: string;
  readonly records: RecordFiles<InstanceRecord>;
  readonly logs: InstanceLogs;
  readonly engineOf: FindEngine;
  readonly images: ImagePlaces;
  readonly materialize: (digest: string, signal: AbortSignal) => Promise<string>;
  readonly now: () => number;
  readonly versionOf: VersionOf;
}

/** Makes a fleet of containers over the records of one target. */
export function fleetOf(parts: FleetParts): InstanceFleet {
  const { records, logs, engineOf, now, versionOf } = parts;
  const inTurn = pLimit(1);
  const site = siteLabel(parts.dir);

  /** Makes and starts the container of a record, which is on disk before; what is there of an earlier life goes. */
  async function run(record: InstanceRecord, signal: AbortSignal, isFirst = false): Promise<InstanceRecord> {
    const engine = await engineOf(record.engine, signal);
    await records.save({ ...record, awaitsStart: true });
    const imageId = await readyImage(engine, parts.images(record.image), record.image, signal);
    const variables = {
      ...record.env,
      ...(await secretVariables(record.secrets ?? {}, isFirst ? versionOf : null)),
      PORT: String(record.inside ?? record.port),
      HOST: record.inside === undefined ? '127.0.0.1' : '0.0.0.0',
      PLIMSOLL_INSTANCE: record.id,
    };
    const mounts: Record<string, string> = {};
    for (const { name, digest } of record.folders)
      mounts[`/artifacts/${name}`] = await parts.materialize(digest, signal);
    const made = { ...record, imageId, awaitsStart: false };
    await create(engine, { record: made, image: imageId, variables, mounts }, signal);
    await start(engine, record.id, signal);
    await records.save(made);
    return made;
  }

  async function portFor(): Promise<number> {
    // Also those of instances that are down just now: they come back on their own port.
    return freePort(new Set((await records.list()).map((record) => record.port)));
  }

  async function startAgain(ended: InstanceRecord, signal: AbortSignal): Promise<InstanceRecord> {
    const engine = await engineOf(ended.engine, signal);
    await logs.keep(engine, ended.id, signal);
    // The router may know a proven one by its port. One that never answered may have found its port taken.
    const port = ended.proven || ended.restarts > 0 ? ended.port : await portFor();
    return run({ ...ended, port, proven: false, restarts: ended.restarts + 1 }, signal);
  }

  async function look(record: InstanceRecord, signal: AbortSignal): Promise<SeenContainer | undefined> {
    return inspect(await engineOf(record.engine, signal), record.id, signal);
  }

  async function tend(id: string, signal: AbortSignal): Promise<OwnedInstance | undefined> {
    const record = await records.read(id);
    if (record === undefined) return undefined;
    const seen = await look(record, signal);
    if (seen?.status === 'running' && !record.awaitsStart) return asSeen(record, seen);
    if (record.retiring) {
      await finish(await engineOf(record.engine, signal), id, signal);
      return undefined;
    }
    if (record.crashLooping) return asSeen(record, seen);
    const counted: InstanceRecord = record.awaitsStart ? record : withEnd(record, now());
    await records.save(counted);
    if (counted.crashLooping) return asSeen(counted, seen);
    try {
      const again = await startAgain(counted, signal);
      return asSeen(again, await look(again, signal));
    } catch (error) {
      // One that cannot be started must not hide how the others are: it is reported as not alive and tried again.
      await records.save({ ...counted, awaitsStart: true });
      if (signal.aborted || !(error instanceof DriverError)) throw error;
      return asSeen({ ...counted, awaitsStart: true }, undefined);
    }
  }

  async function finish(engine: Engine, id: string, signal: AbortSignal): Promise<void> {
    await logs.keep(engine, id, signal);
    await remove(engine, id, signal);
    await records.end(id);
  }

  /** Takes up what bears our label and has no record: a state folder that was restored may be older than what runs. */
  async function takeUp(engine: Engine, signal: AbortSignal): Promise<void> {
    const known = new Set((await records.list()).map(({ id }) => id));
    for (const labels of await labelled(engine, site, signal)) {
      const record = recordIn(labels);
      if (record !== undefined && !known.has(record.id)) await records.save(record);
    }
  }

  async function engines(signal: AbortSignal): Promise<readonly Engine[]> {
    const meant = [...new Set((await records.list()).map(({ engine }) => engine))];
    return Promise.all(meant.map((one) => engineOf(one, signal)));
  }

  return {
    list: (signal) =>
      inTurn(async () => {
        for (const engine of await engines(signal)) await takeUp(engine, signal);
        const found = await records.list();
        return Promise.all(found.map(async (record) => asSeen(record, await look(record, signal))));
      }),
    tend: (id, signal) => inTurn(() => tend(id, signal)),
    start: (placement, effectId, signal) =>
      inTurn(async () => {
        const making = recordOf(placement, { ...parts, effectId, site: site[1], port: await portFor() });
        const made = await run(making, signal, placement.track === 'candidate');
        return asSeen(made, await look(made, signal));
      }),
    prove: (id) =>
      inTurn(async () => {
        const record = await records.read(id);
        if (record !== undefined && !record.proven) await records.save({ ...record, proven: true });
      }),
    lastLines: async (id, lines) => {
      const record = await records.read(id);
      if (record === undefined) return [];
      const { signal } = new AbortController();
      return (await logs.linesOf(await engineOf(record.engine, signal), id, lines, signal)).map(({ text }) => text);
    },
    end: async (id, signal) => {
      const record = await inTurn(async () => {
        const found = await records.read(id);
        // Written before the first signal: whoever finds it gone knows that this is no crash.
        if (found !== undefined) await records.save({ ...found, retiring: true });
        return found;
      });
      if (record === undefined) return;
      const engine = await engineOf(record.engine, signal);
      await stop(engine, id, record.grace, signal);
      await inTurn(() => finish(engine, id, signal));
    },
  };
}

function asSeen(record: InstanceRecord, seen: SeenContainer | undefined): OwnedInstance {
  const { id, track, releaseId, effectId, proven, restarts, ends, crashLooping, retiring } = record;
  return {
    ...{ id, track, releaseId, effectId, proven, restarts, crashLooping, retiring },
    // What the engine says that it runs, not what it was told to.
    digests: seen === undefined || seen.imageId === record.imageId ? record.digests : withImage(record, seen.imageId),
    address: addressOf(record),
    health: record.health as HealthSpec,
    alive: !record.awaitsStart && seen?.status === 'running',
    ends: ends.length,
  };
}

const withImage = ({ digests, image }: InstanceRecord, found: string): readonly string[] =>
  digests.map((digest) => (digest === image ? found : digest));

interface Surroundings {
  readonly unit: string;
  readonly environment: string;
  readonly site: string;
  readonly effectId: string;
  readonly port: number;
}

function recordOf(placement: Placement, { unit, environment, site, effectId, port }: Surroundings): InstanceRecord {
  const { release, snapshot, track } = placement;
  const { target, health } = snapshot;
  if (target.type !== 'container') throw lasting(`a target of type ${target.type} is not run as containers`);
  const { network, command, memory, milliCpus } = target;
  return {
    ...FRESH,
    ends: [],
    id: `ins_${ulid().toLowerCase()}`,
    ...{ track, site, unit, environment, effectId, port },
    releaseId: release.id,
    version: release.version,
    commit: release.commit,
    digests: release.artifacts.map((artifact) => artifact.digest),
    image: imageOf(release.artifacts).digest,
    imageId: '',
    folders: release.artifacts.filter(({ kind }) => kind === 'files').map(({ name, digest }) => ({ name, digest })),
    ...environmentParts(target.env),
    engine: target.engine,
    ...(target.port === undefined || network === 'host' ? {} : { inside: target.port }),
    ...(network === undefined ? {} : { network }),
    ...(command === undefined ? {} : { command: [...command] }),
    ...(memory === undefined ? {} : { memory }),
    ...(milliCpus === undefined ? {} : { milliCpus }),
    grace: target.grace,
    health: { ...health },
  };
}
