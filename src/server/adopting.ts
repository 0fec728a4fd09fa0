import { refuse } from '../core/kernel/refusal.ts';
import type { Target } from '../ports/target.ts';
import { refused } from './refused.ts';

/** The target's way to be told what runs; refused where it only knows what it put there itself. */
export function adopting(target: Target): NonNullable<Target['adopt']> {
  const { adopt } = target;
  if (adopt !== undefined) return (placement, effect) => adopt(placement, effect);
  const message = `A target of type ${target.name} sees only what it brought up itself, so there is nothing to adopt`;
  throw refused(refuse('target-cannot-adopt', message, 'Begin with a first release beside it: plimsoll deploy'));
}
