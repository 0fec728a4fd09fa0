import type { Traffic } from '../core/deployment/traffic.ts';
import { ALL, NONE } from '../core/kernel/weight.ts';
import { evenWeight, type Replacing } from '../core/strategy/rolling.ts';
import { instancesOf, type Release } from '../core/unit/release.ts';
import type { Clock } from '../ports/clock.ts';
import { DriverError, type EffectContext } from '../ports/driver-error.ts';
import type { Instance } from '../ports/target.ts';
import { part, type Site } from './context.ts';
import { asMembers, prepare, retire } from './moves.ts';

const isOf =
  (release: Release) =>
  (one: Instance): boolean =>
    one.releaseId === release.id;

/** Those that serve best first; among equals always the same, so that a second try keeps the ones that the first kept. */
const bestFirst = (instances: readonly Instance[]): readonly Instance[] =>
  [...instances].sort(
    (one, other) => Number(other.healthy) - Number(one.healthy) || (one.id < other.id ? -1 : Number(one.id > other.id)),
  );

/** Takes instances of a release out of the traffic until so many are left, and ends them when their requests have left (R8). */
export async function reduce(
  site: Site,
  { stable, to, traffic }: { readonly stable: Release; readonly to: number; readonly traffic: Traffic },
  effect: EffectContext,
  clock: Clock,
): Promise<number> {
  const { instances } = await site.target.observe(effect.signal);
  const there = bestFirst(instances.filter(isOf(stable)));
  const stays = there.slice(0, to);
  const leaves = new Set(there.slice(to).map((one) => one.id));
  await site.router.members({ stable: asMembers(stays.filter((one) => one.alive)), traffic }, part(effect, 'members'));
  const after = await retire(site, (one) => leaves.has(one.id), part(effect, 'old'), clock);
  return after.instances.filter(isOf(stable)).length;
}

/** How far a way back has come. */
interface Back {
  readonly stable: readonly Instance[];
  readonly healthy: readonly Instance[];
  /** Candidates that go on serving, for stable alone would be fewer than must serve. */
  readonly kept: readonly Instance[];
  readonly leaving: readonly Instance[];
}

/**
 * Brings stable back the way it went: the traffic leaves the candidate as far as enough of stable serve, then stable grows by as
 * many as have room beside the others, until all of it is there.
 */
export async function walkBack(
  site: Site,
  stable: Release,
  { surge, floor }: Pick<Replacing, 'surge'> & { readonly floor: number },
  effect: EffectContext,
  clock: Clock,
): Promise<void> {
  const all = instancesOf(stable, site.environment.name);
  // A step that was done and has not lasted is not done again under its id: a next try of the effect does.
  for (let steps = 0; steps <= 2 * all; steps += 1) {
    const back = await look(site, stable, floor, effect);
    // The counts name the step: what was cut short is done again under its own id, and the next one under another.
    const step = `${back.stable.length}-${back.healthy.length}-${back.kept.length}`;
    await site.router.members(
      { stable: asMembers(back.healthy), candidate: asMembers(back.kept), traffic: trafficOf(back) },
      part(effect, `members-${step}`),
    );
    if (back.stable.length >= all && back.healthy.length >= all) return;
    const leaving = new Set(back.leaving.map((one) => one.id));
    await retire(site, (one) => leaving.has(one.id), part(effect, `candidate-${step}`), clock);
    const room = Math.max(0, all + surge - back.stable.length - back.kept.length);
    const next = Math.min(all, back.stable.length + room);
    await prepare(site, stable, 'stable', part(effect, `prepare-${step}-${next}`), next);
  }
  throw new DriverError(`Instances of ${stable.version} come up and do not last`, { retryable: true });
}

async function look(site: Site, stable: Release, floor: number, effect: EffectContext): Promise<Back> {
  const { instances } = await site.target.observe(effect.signal);
  const mine = instances.filter(isOf(stable));
  const healthy = mine.filter((one) => one.alive && one.healthy);
  const others = bestFirst(instances.filter((one) => !isOf(stable)(one) && one.alive));
  const needed = Math.max(0, floor - healthy.length);
  return { stable: mine, healthy, kept: others.slice(0, needed), leaving: others.slice(needed) };
}

function trafficOf({ healthy, kept }: Back): Traffic {
  if (kept.length === 0 && healthy.length === 0) return { kind: 'out-of-service' };
  if (kept.length === 0) return { kind: 'split', candidate: NONE };
  const serving = { candidate: kept.length, stable: healthy.length };
  return { kind: 'split', candidate: healthy.length === 0 ? ALL : evenWeight(serving) };
}
