import { join } from 'node:path';
import { type Duration, seconds } from '../../../core/kernel/duration.ts';
import type { Target } from '../../../ports/target.ts';
import { reporting, stopWhenAborted } from '../../shared/driver-failure.ts';
import { effectLedger } from '../../shared/effect-ledger.ts';
import { effectsOnce } from '../../shared/effects-once.ts';
import { secretVersions, type VersionOf } from '../../shared/secret-version.ts';
import { fleetOf } from './fleet.ts';
import { instanceRecords } from './instance-records.ts';
import { logTail } from './log-tail.ts';
import { lookerAt } from './look.ts';
import { prepare } from './prepare.ts';
import { settle } from './settle.ts';
import type { TargetParts } from './target-parts.ts';

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
  const parts: TargetParts = { where, records, ledger, fleet };
  const look = lookerAt(parts);
  const once = effectsOnce(ledger, look);

  return {
    name: 'process',
    prepare: (placement, effect) =>
      reporting(`preparing ${where}`, () =>
        once(effect, async () => {
          await prepare(parts, deadline, placement, effect);
          return undefined;
        }),
      ),
    observe: (signal) =>
      reporting(`observing ${where}`, async () => {
        stopWhenAborted(signal, `observing ${where}`);
        return look(signal);
      }),
    retire: (instanceIds, effect) =>
      reporting(`retiring instances of ${where}`, () =>
        once(effect, async () => {
          await Promise.all(instanceIds.map((id) => fleet.end(id, effect.signal)));
          return undefined;
        }),
      ),
    settle: (releaseId, effect) => reporting(`settling ${where}`, () => once(effect, () => settle(parts, releaseId))),
    logTail: (track, lines, releaseId) =>
      reporting(`reading logs of ${where}`, () => logTail(parts, track, lines, releaseId)),
  };
}
