import { join } from 'node:path';
import { type Duration, seconds } from '../../../core/kernel/duration.ts';
import type { Target } from '../../../ports/target.ts';
import { effectLedger } from '../../shared/effect-ledger.ts';
import { instanceTarget } from '../../shared/instances/instance-target.ts';
import { recordFiles } from '../../shared/instances/record-files.ts';
import { secretVersions, type VersionOf } from '../../shared/secret-version.ts';
import { engineFinder } from './find-engine.ts';
import { fleetOf } from './fleet.ts';
import type { ImagePlaces } from './images.ts';
import { InstanceRecord } from './instance-record.ts';
import { instanceLogs, logTail } from './logs.ts';

/** Where and how containers of one environment of one unit run. */
export interface ContainerTargetOptions {
  /** Records, ledger and the ends of logs lie here. */
  readonly dir: string;
  readonly unit: string;
  readonly environment: string;
  /** Where an image may be had from. */
  readonly images: ImagePlaces;
  /** Unpacks an artifact of kind files, which containers are shown read-only. */
  readonly materialize: (digest: string, signal: AbortSignal) => Promise<string>;
  /** How long instances may take until all are healthy. */
  readonly deadline?: Duration;
  /** Wall time in milliseconds. */
  readonly now?: () => number;
  /** Tells versions of secrets apart. */
  readonly versionOf?: VersionOf;
}

/** A target of containers on this machine: they outlive the control plane, and the next one knows them by their labels. */
export function containerTarget(options: ContainerTargetOptions): Target {
  const { dir, unit, environment, images, materialize } = options;
  const where = `${unit} on ${environment}`;
  const deadline = options.deadline ?? seconds(60);
  const records = recordFiles(dir, InstanceRecord);
  const ledger = effectLedger(join(dir, 'ledger.json'));
  const engineOf = engineFinder(dir);
  const logs = instanceLogs(records);
  const fleet = fleetOf({
    ...{ dir, unit, environment, records, logs, engineOf, images, materialize },
    now: options.now ?? Date.now,
    versionOf: options.versionOf ?? secretVersions(join(dir, 'secret-versions.key')),
  });
  return instanceTarget({
    ...{ name: 'container', where, deadline, ledger, fleet },
    logTail: (track, lines, releaseId) => logTail({ records, ledger, logs, engineOf }, track, lines, releaseId),
  });
}
