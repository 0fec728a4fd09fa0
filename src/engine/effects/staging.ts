import type { Effect } from '../../core/deployment/effect.ts';
import { milliseconds } from '../../core/kernel/duration.ts';
import { siteOf } from '../context.ts';
import { placeWhole } from '../moves.ts';
import type { Doing, Seen } from './doing.ts';
import { checkStoredProvenance } from './provenance.ts';

/** Puts the release on staging as the only one that serves there. */
export async function placeOnStaging(
  effect: Extract<Effect, { kind: 'place-on-staging' }>,
  doing: Doing,
): Promise<Seen> {
  const { drivers, deployment, clock } = doing;
  await checkStoredProvenance(effect.release, doing);
  const begun = clock.steady();
  await placeWhole(siteOf(drivers, deployment, deployment.opening.staging), effect.release, doing.effect, clock);
  return { type: 'RecordPlaced', took: milliseconds(clock.steady() - begun) };
}
