import type { Effect } from '../../core/deployment/effect.ts';
import { milliseconds } from '../../core/kernel/duration.ts';
import { part, type Site, siteOf } from '../context.ts';
import { placeWhole, prepareBeside, retire, returnTraffic, settle, shiftAll, takeOut } from '../moves.ts';
import { takeDataBack } from './data-back.ts';
import type { Doing, Seen } from './doing.ts';

type Leg = Extract<Effect, { kind: 'move-rehearsal' }>;

/**
 * One leg of the drill on staging, done as production would do it and timed: what serves production is put there, the
 * candidate comes beside it and takes the traffic, the traffic goes back and the candidate goes, and forward once more.
 */
export async function moveRehearsal(leg: Leg, doing: Doing): Promise<Seen> {
  const site = siteOf(doing.drivers, doing.deployment, doing.deployment.opening.staging);
  const begun = doing.clock.steady();
  // Tried where it will be needed: stored data goes back before the traffic does.
  if (leg.leg === 'back' && leg.stable !== null) await takeDataBack(doing, site.environment.name);
  await move(leg, site, doing);
  return { type: 'RecordRehearsalMove', leg: leg.leg, took: milliseconds(doing.clock.steady() - begun) };
}

async function move({ leg, candidate, stable }: Leg, site: Site, { effect, clock }: Doing): Promise<void> {
  switch (leg) {
    case 'baseline':
      if (stable === null) await takeOut(site, effect, clock);
      else await placeWhole(site, stable, effect, clock);
      return;
    case 'forward':
    case 'forward-again':
      await prepareBeside(site, candidate, effect);
      await shiftAll(site, effect);
      if (leg === 'forward-again') await settle(site, candidate, effect, clock);
      return;
    case 'back':
      await returnTraffic(site, stable, effect);
      await retire(site, (instance) => instance.releaseId === candidate.id, part(effect, 'candidate'), clock);
      return;
  }
}
