import type { Effect } from '../../core/deployment/effect.ts';
import { siteOf } from '../context.ts';
import { prepareBeside, settle } from '../moves.ts';
import { reduce } from '../replacing.ts';
import type { Doing, Seen } from './doing.ts';

const productionSite = ({ drivers, deployment }: Doing) => siteOf(drivers, deployment, deployment.opening.environment);

/** Brings the candidate up beside stable, without traffic. */
export async function prepareCandidate(
  effect: Extract<Effect, { kind: 'prepare-candidate' }>,
  doing: Doing,
): Promise<Seen> {
  const state = await prepareBeside(productionSite(doing), effect.release, doing.effect, effect.instances);
  return {
    type: 'RecordPrepared',
    instances: state.instances.filter((one) => one.releaseId === effect.release.id).length,
  };
}

/** Changes the weight and says what the router then really gives. */
export async function shiftTraffic(effect: Extract<Effect, { kind: 'shift-traffic' }>, doing: Doing): Promise<Seen> {
  const { router } = productionSite(doing);
  await router.shift(effect.traffic, doing.effect);
  const { traffic } = await router.observe(doing.effect.signal);
  return { type: 'RecordTrafficShift', traffic };
}

/** Takes a batch of stable away and says what is left and what the router then really gives. */
export async function reduceStable(effect: Extract<Effect, { kind: 'reduce-stable' }>, doing: Doing): Promise<Seen> {
  const site = productionSite(doing);
  const instances = await reduce(site, effect, doing.effect, doing.clock);
  const { traffic } = await site.router.observe(doing.effect.signal);
  return { type: 'RecordStableReduced', instances, traffic };
}

/** The candidate becomes the stable track; what was stable is retired once its traffic has left. */
export async function settleCandidate(effect: Extract<Effect, { kind: 'settle' }>, doing: Doing): Promise<Seen> {
  await settle(productionSite(doing), effect.release, doing.effect, doing.clock);
  return { type: 'RecordSettled' };
}
