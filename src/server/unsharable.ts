import type { Opening } from '../core/deployment/opening.ts';
import { refuseAllOrNothing } from '../core/plan/all-or-nothing.ts';
import { sharesByAnyWeight } from '../core/unit/environment.ts';
import { DriverError } from '../ports/driver-error.ts';
import { environmentNamed } from './environment-named.ts';
import type { ServiceParts } from './parts.ts';
import { refused } from './refused.ts';

/** How long a router may take to say how it shares traffic out, in milliseconds. */
const LIMIT = 10_000;

/** Refuses a rollout by weights where the router says that it moves all traffic or none. One that does not answer is asked again later. */
export async function refuseUnsharable(parts: ServiceParts, { spec, environment: name }: Opening): Promise<void> {
  const environment = environmentNamed(spec, name);
  if (sharesByAnyWeight(environment.router)) return;
  try {
    const signal = AbortSignal.any([parts.ending, AbortSignal.timeout(LIMIT)]);
    const { weights } = await parts.drivers.router(spec.name, environment).observe(signal);
    const refusal = weights === 'all-or-nothing' ? refuseAllOrNothing(environment) : null;
    if (refusal !== null) throw refused(refusal);
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
  }
}
