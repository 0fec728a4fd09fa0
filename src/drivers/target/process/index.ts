import { join } from 'node:path';
import { type Duration, seconds } from '../../../core/kernel/duration.ts';
import type { Target } from '../../../ports/target.ts';
import { effectLedger } from '../../shared/effect-ledger.ts';
import { instanceTarget } from '../../shared/instances/instance-target.ts';
import { secretVersions, type VersionOf } from '../../shared/secret-version.ts';
import { fleetOf } from './fleet.ts';
import { instanceRecords } from './instance-records.ts';
import { logTail } from './log-tail.ts';

/** Where and how instances of one environment of one unit run. */
export interface ProcessTargetOptions {
  /** Records, ledger and logs lie here; nothing else may. */
  readonly dir: string;
  readonly unit: string;
  readonly environment: string;
  /** Unpacks an artifact into a folder of its own; asked at each start, so that what runs is what has the digest. */
  readonly materialize: (digest: string, signal: AbortSignal) => Promise<string>;
  /** How long instances may take until all are healthy. */
  readonly deadline?: Duration;
  /** Wall time in milliseconds. */
  readonly now?: () => number;
  /** Tells versions of secrets apart. */
  readonly versionOf?: VersionOf;
}

/** A target of detached processes on this machine: they outlive the control plane, and the next one knows them again. */
export function processTarget(options: ProcessTargetOptions): Target {
  const where = `${options.unit} on ${options.environment}`;
  const deadline = options.deadline ?? seconds(60);
  const records = instanceRecords(options.dir);
  const ledger = effectLedger(join(options.dir, 'ledger.json'));
  const fleet = fleetOf({
    records,
    materialize: options.materialize,
    now: options.now ?? Date.now,
    versionOf: options.versionOf ?? secretVersions(join(options.dir, 'secret-versions.key')),
  });
  return instanceTarget({
    ...{ name: 'process', where, deadline, ledger, fleet },
    logTail: (track, lines, releaseId) => logTail({ records, ledger }, track, lines, releaseId),
  });
}
