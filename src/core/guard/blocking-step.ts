import type { StableRelease } from '../environment/slot.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import type { EnvironmentSpec } from '../unit/environment.ts';

/** A rollback across a blocking change of stored data would leave the old release with data it cannot read: no plan without a way back. */
export function refuseBlockingStep(
  { name, migrations, downStep }: Pick<EnvironmentSpec, 'name' | 'migrations' | 'downStep'>,
  stable: StableRelease | null,
): Refusal | null {
  if (migrations !== 'blocking' || downStep !== undefined || stable === null) return null;
  return refuse(
    'rollback-across-blocking-migration',
    `The migration on ${name} is blocking: ${stable.release.version} could not be rolled back to`,
    'Declare the tested way back, down_step: { run: COMMAND }, or split it and write migrations: backward-compatible',
  );
}
