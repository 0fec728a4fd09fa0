import { InvariantViolation } from '../core/kernel/invariant.ts';
import { ALL, NONE } from '../core/kernel/weight.ts';
import type { Track } from '../core/unit/environment.ts';
import type { Release } from '../core/unit/release.ts';
import type { Clock } from '../ports/clock.ts';
import { DriverError, type EffectContext } from '../ports/driver-error.ts';
import type { Instance, TargetState } from '../ports/target.ts';
import type { Member, TrafficState } from '../ports/traffic-router.ts';
import { part, type Site } from './context.ts';

/** How long members may finish what they began before their instances are ended all the same. */
const DRAIN_LIMIT = 30_000;
const DRAIN_LOOK = 50;

/** The instances of a release as members of the router. */
export const membersOf = (state: TargetState, releaseId: string): readonly Member[] =>
  state.instances.filter((one) => one.releaseId === releaseId && one.alive).map(({ id, address }) => ({ id, address }));

/** Brings a release up beside what serves, known to the router, without more traffic. */
export async function prepareBeside(
  site: Site,
  release: Release,
  effect: EffectContext,
  instances?: number,
): Promise<TargetState> {
  const state = await prepare(site, release, 'candidate', part(effect, 'prepare'), instances);
  await site.router.members({ candidate: membersOf(state, release.id) }, part(effect, 'members'));
  return state;
}

/** Brings instances of a release up in a track: so many, or as many as its configuration says. */
export function prepare(
  site: Site,
  release: Release,
  track: Track,
  effect: EffectContext,
  instances?: number,
): Promise<TargetState> {
  const snapshot = release.configs[site.environment.name]?.snapshot;
  if (snapshot === undefined)
    throw new InvariantViolation(`release ${release.id} has no configuration for ${site.environment.name}`);
  const target = instances === undefined ? snapshot.target : { ...snapshot.target, instances };
  return site.target.prepare({ release, snapshot: { ...snapshot, target }, track }, effect);
}

/** All traffic to the candidate; stable stays warm. */
export const shiftAll = (site: Site, effect: EffectContext): Promise<TrafficState> =>
  site.router.shift({ kind: 'split', candidate: ALL }, part(effect, 'shift'));

/**
 * The candidate becomes the stable track in one step at the router; then, once its traffic has left, what was there before
 * is retired (R8).
 */
export async function settle(site: Site, release: Release, effect: EffectContext, clock: Clock): Promise<void> {
  const before = await site.target.observe(effect.signal);
  const members = membersOf(before, release.id);
  if (members.length === 0)
    throw new DriverError('The candidate has no running instance to settle', { retryable: true });
  await site.router.members(
    { stable: members, candidate: [], traffic: { kind: 'split', candidate: NONE } },
    part(effect, 'relabel'),
  );
  await site.target.settle(release.id, part(effect, 'settle'));
  await retire(site, (instance) => instance.releaseId !== release.id, part(effect, 'old'), clock);
}

/** Traffic back to a release, found by its id wherever it stands, or out of service when there is none. */
export async function returnTraffic(site: Site, to: Release | null, effect: EffectContext): Promise<TrafficState> {
  if (to === null) return site.router.shift({ kind: 'out-of-service' }, part(effect, 'out'));
  const { instances } = await site.target.observe(effect.signal);
  const alive = instances.filter((one) => one.releaseId === to.id && one.alive);
  const healthy = alive.filter((one) => one.healthy);
  // Just after a restart nothing has been probed often enough to count as healthy; going back does not wait for that.
  const stable = healthy.length > 0 ? healthy : alive;
  if (stable.length === 0) throw new DriverError(`No instance of ${to.version} runs`, { retryable: true });
  const others = instances.filter((one) => one.releaseId !== to.id && one.alive);
  const change = {
    stable: asMembers(stable),
    candidate: asMembers(others),
    traffic: { kind: 'split', candidate: NONE },
  } as const;
  return site.router.members(change, part(effect, 'return'));
}

/** Instances as the router knows them. */
export const asMembers = (instances: readonly Instance[]): readonly Member[] =>
  instances.map(({ id, address }) => ({ id, address }));

/** Takes instances out of the router, waits until the router says that their traffic has left, then ends them. */
export async function retire(
  site: Site,
  which: (instance: Instance) => boolean,
  effect: EffectContext,
  clock: Clock,
): Promise<TargetState> {
  const { instances } = await site.target.observe(effect.signal);
  const leaving = new Set(instances.filter(which).map((one) => one.id));
  if (leaving.size === 0) return { instances };
  const seen = await site.router.observe(effect.signal);
  const stays = (members: readonly Member[]): readonly Member[] => members.filter((one) => !leaving.has(one.id));
  await site.router.members({ stable: stays(seen.stable), candidate: stays(seen.candidate) }, part(effect, 'leave'));
  await drained(site, leaving, effect.signal, clock);
  return site.target.retire([...leaving], part(effect, 'retire'));
}

async function drained(site: Site, leaving: ReadonlySet<string>, signal: AbortSignal, clock: Clock): Promise<void> {
  const until = clock.steady() + DRAIN_LIMIT;
  for (;;) {
    const seen = await site.router.observe(signal);
    const has = (members: readonly Member[]): boolean => members.some((one) => leaving.has(one.id));
    if (has(seen.stable) || has(seen.candidate))
      throw new DriverError('The router still sends traffic to what should leave', { retryable: true });
    if (!seen.draining.some((one) => leaving.has(one.id) && one.inFlight > 0) || clock.steady() >= until) return;
    await clock.wait(DRAIN_LOOK, signal);
  }
}

/** Puts a release on an environment as the only one that serves: prepare, all traffic, settle. */
export async function placeWhole(site: Site, release: Release, effect: EffectContext, clock: Clock): Promise<void> {
  const { instances } = await site.target.observe(effect.signal);
  const isThere = instances.length > 0 && instances.every((one) => isServing(one, release));
  if (isThere) {
    await returnTraffic(site, release, effect);
    return;
  }
  await prepareBeside(site, release, effect);
  await shiftAll(site, effect);
  await settle(site, release, effect, clock);
}

const isServing = (instance: Instance, release: Release): boolean =>
  instance.releaseId === release.id && instance.track === 'stable' && instance.alive && instance.healthy;

/** Takes an environment out of service and ends everything that runs there. */
export async function takeOut(site: Site, effect: EffectContext, clock: Clock): Promise<void> {
  await returnTraffic(site, null, effect);
  await retire(site, () => true, effect, clock);
}
