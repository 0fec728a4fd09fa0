import type { Observation } from '../../core/deployment/command.ts';
import type { Deployment } from '../../core/deployment/state.ts';
import type { Slot } from '../../core/environment/slot.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EffectContext } from '../../ports/driver-error.ts';
import type { Drivers } from '../drivers.ts';

type WithoutFrame<O> = O extends Observation ? Omit<O, 'at' | 'principal' | 'effect'> : never;

/** What an effect saw, before the runner adds when, who and which effect. */
export type Seen = WithoutFrame<Observation>;

/** What an effect is carried out with. */
export interface Doing {
  readonly drivers: Drivers;
  readonly clock: Clock;
  readonly deployment: Deployment;
  /** The slot of the environment to reach, as it is now. */
  readonly production: Slot;
  readonly effect: EffectContext;
}
