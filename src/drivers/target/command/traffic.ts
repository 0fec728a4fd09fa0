import { isSameTraffic } from '../../../core/deployment/traffic.ts';
import { ALL, formatWeight, NONE } from '../../../core/kernel/weight.ts';
import type { Track } from '../../../core/unit/environment.ts';
import type { EffectContext } from '../../../ports/driver-error.ts';
import type { MembersChange, Traffic } from '../../../ports/traffic-router.ts';
import { lasting } from '../../shared/driver-failure.ts';
import type { Observed } from './contract.ts';
import { getsTraffic, isMember, type Seen, tracksSeen, trafficOf } from './look.ts';
import { withIds } from './memory.ts';
import { ask, type CommandParts, lookNow } from './parts.ts';
import { noteSettled, settleTrack } from './settle.ts';
import { releaseOf, told } from './told.ts';

/** Moves traffic, as far as the command can. */
export async function shift(parts: CommandParts, traffic: Traffic, effect: EffectContext): Promise<Observed> {
  const { where, memory } = parts;
  if (traffic.kind === 'out-of-service') return ask(parts, { verb: 'rollback', previous: null }, effect);
  const { candidate } = traffic;
  const seen = await lookNow(parts, effect.signal);
  if (seen.weights === 'all-or-nothing' && candidate !== NONE && candidate !== ALL) {
    throw lasting(`${where} moves all traffic or none, and cannot give ${formatWeight(candidate)}: use blue-green`);
  }
  const remembered = await memory.read();
  const tracks = tracksSeen(seen, remembered).filter((one) => isMember(one, trafficOf(seen), remembered));
  for (const track of ['stable', 'candidate'] as const) {
    const isThere = tracks.some((one) => one.track === track && one.observed.total > 0);
    if (getsTraffic(traffic, track) && !isThere) throw lasting(`no ${track} of ${where} is there to send traffic to`);
  }
  return ask(parts, { verb: 'shift', weight: candidate / 10 }, effect);
}

/**
 * A change of who gets traffic, in the verbs of the contract: a candidate that becomes stable settles, stable that takes all traffic
 * back is a rollback, and anything else moves traffic or changes nothing that the command knows of.
 */
export async function members(parts: CommandParts, change: MembersChange, effect: EffectContext): Promise<Observed> {
  const { where, memory } = parts;
  const seen = await lookNow(parts, effect.signal);
  const tracks = tracksSeen(seen, await memory.read());
  const on = (track: Track): Seen | undefined => tracks.find((one) => one.track === track);
  const named = [...(change.stable ?? []), ...(change.candidate ?? [])].map(({ id }) => id);
  const unknown = named.find((id) => !tracks.some((one) => one.id === id));
  if (unknown !== undefined) throw lasting(`nothing of ${where} is known as ${unknown}`);
  if (new Set(named).size < named.length) throw lasting(`${named.join(', ')}: one is named twice`);
  const [stable] = change.stable ?? [];
  const candidate = on('candidate');
  if (candidate !== undefined && stable?.id === candidate.id) return settleTrack(parts, candidate, effect);
  await noteSettled(parts, on('stable'));
  const wanted = change.traffic ?? trafficOf(seen);
  const ends = tracks.filter(({ track, id }) => change[track]?.some((one) => one.id === id) === false);
  for (const { id, track } of ends) {
    if (getsTraffic(wanted, track)) throw lasting(`${id} of ${where} still gets traffic: move that first`);
  }
  await memory.change(({ routed }) => ({ routed: withIds(routed, named) }));
  const after = await moved(parts, wanted, seen, on('stable'), effect);
  const gone = new Set(ends.map(({ id }) => id));
  await memory.change(({ routed }) => ({ routed: routed.filter((id) => !gone.has(id)) }));
  return after;
}

async function moved(
  parts: CommandParts,
  wanted: Traffic,
  seen: Observed,
  stable: Seen | undefined,
  effect: EffectContext,
): Promise<Observed> {
  if (isSameTraffic(trafficOf(seen), wanted)) return seen;
  const isBack = wanted.kind === 'split' && wanted.candidate === NONE && stable !== undefined;
  if (!isBack) return shift(parts, wanted, effect);
  const previous = await told(releaseOf(stable, await parts.memory.read()), parts.places, false, effect.signal);
  return ask(parts, { verb: 'rollback', previous }, effect);
}
