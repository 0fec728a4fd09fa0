import type { Effect } from '../../core/deployment/effect.ts';
import { part, siteOf } from '../context.ts';
import { prepare, retire, returnTraffic } from '../moves.ts';
import { walkBack } from '../replacing.ts';
import { takeDataBack } from './data-back.ts';
import type { Doing, Seen } from './doing.ts';

const productionSite = ({ drivers, deployment }: Doing) => siteOf(drivers, deployment, deployment.opening.environment);

/** Sends all traffic back and says what the router then really gives. */
export async function sendBack(effect: Extract<Effect, { kind: 'return-traffic' }>, doing: Doing): Promise<Seen> {
  const site = productionSite(doing);
  if (effect.to !== null) await takeDataBack(doing, site.environment.name);
  await returnTraffic(site, effect.to, doing.effect);
  const { traffic } = await site.router.observe(doing.effect.signal);
  return { type: 'RecordTrafficShift', traffic };
}

/** Brings stable's instances up again, in its own track. */
export async function restoreStable(effect: Extract<Effect, { kind: 'restore-stable' }>, doing: Doing): Promise<Seen> {
  const site = productionSite(doing);
  const { deployment, clock } = doing;
  if (effect.replacing === null) {
    await prepare(site, effect.release, 'stable', part(doing.effect, 'prepare'));
  } else {
    // Users meet stable as it comes up, batch by batch: what it cannot read must be gone before the first of them.
    await takeDataBack(doing, site.environment.name);
    const floor = 'plan' in deployment ? deployment.plan.limits.floor : 0;
    await walkBack(site, effect.release, { surge: effect.replacing.surge, floor }, part(doing.effect, 'back'), clock);
  }
  return { type: 'RecordStableRestored' };
}

/** Ends the candidate, once the router says that its traffic has left. */
export async function retireCandidate(
  effect: Extract<Effect, { kind: 'retire-candidate' }>,
  doing: Doing,
): Promise<Seen> {
  const isCandidate = (instance: { readonly releaseId: string }): boolean => instance.releaseId === effect.release.id;
  await retire(productionSite(doing), isCandidate, part(doing.effect, 'candidate'), doing.clock);
  return { type: 'RecordCandidateRetired' };
}
