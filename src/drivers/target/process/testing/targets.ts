import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { milliseconds } from '../../../../core/kernel/duration.ts';
import type { Instance, TargetState } from '../../../../ports/target.ts';
import { killLeftovers } from '../../../shared/owned-process.ts';
import { isRunning } from '../../../shared/process-identity.ts';
import { type ProcessTargetOptions, processTarget } from '../index.ts';
import { type InstanceRecord, markOf } from '../instance-record.ts';
import { instanceRecords } from '../instance-records.ts';

/** Where the service lies that instances run. */
export const FIXTURES = fileURLToPath(new URL('../fixtures', import.meta.url));

/** A target with its state in a folder, as a control plane that begins now has it. */
export const targetIn = (dir: string, options: Partial<ProcessTargetOptions> = {}) =>
  processTarget({
    dir,
    unit: 'storefront',
    environment: 'staging',
    materialize: async () => FIXTURES,
    deadline: milliseconds(20_000),
    ...options,
  });

/** The one instance that there is. */
export const only = ({ instances }: TargetState): Instance => {
  const [instance] = instances;
  if (instance === undefined || instances.length !== 1) throw new Error(`${instances.length} instances`);
  return instance;
};

/** What a target wrote down of an instance. */
export async function recordOf(dir: string, instance: Pick<Instance, 'id'>): Promise<InstanceRecord> {
  const record = await instanceRecords(dir).read(instance.id);
  if (record === undefined) throw new Error(`no record of ${instance.id}`);
  return record;
}

/** Kills the process of an instance, and waits until it is gone. */
export async function crash(dir: string, instance: Pick<Instance, 'id'>): Promise<void> {
  const { process: own } = await recordOf(dir, instance);
  process.kill(own.pid, 'SIGKILL');
  while (await isRunning(own)) await wait(20);
}

/** Ends all instances of a target, whatever state a test left them in. */
export async function endAll(dir: string): Promise<void> {
  for (const record of await instanceRecords(dir).list()) {
    await killLeftovers({ identity: record.process, mark: markOf(record) }, new AbortController().signal);
  }
}
