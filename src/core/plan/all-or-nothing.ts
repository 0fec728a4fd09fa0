import { type Refusal, refuse } from '../kernel/refusal.ts';
import { ALL, formatWeight, NONE } from '../kernel/weight.ts';
import type { EnvironmentSpec } from '../unit/environment.ts';

/** Why a rollout by weights cannot be where traffic is moved all at once; null where it needs no share. */
export function refuseAllOrNothing({ name, rollout }: Pick<EnvironmentSpec, 'name' | 'rollout'>): Refusal | null {
  if (rollout.kind !== 'canary') return null;
  const share = rollout.stages.find(({ weight }) => weight !== ALL && weight !== NONE)?.weight;
  if (share === undefined) return null;
  return refuse(
    'weights-all-or-nothing',
    `The target of ${name} moves all traffic or none, and the rollout has a stage of ${formatWeight(share)}`,
    'Write: rollout: { strategy: blue-green, validation_period: 15m }',
  );
}
