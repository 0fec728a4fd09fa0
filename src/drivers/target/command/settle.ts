import type { Track } from '../../../core/unit/environment.ts';
import { DriverError, type EffectContext } from '../../../ports/driver-error.ts';
import { lasting } from '../../shared/driver-failure.ts';
import type { Observed } from './contract.ts';
import { isOf, type Seen, tracksSeen } from './look.ts';
import { ask, type CommandParts, lookNow } from './parts.ts';
import { digestsOfKnown, releaseOf, told } from './told.ts';

/** Settles a release that the router may have settled before. */
export async function settle(parts: CommandParts, releaseId: string, effect: EffectContext): Promise<Observed> {
  const seen = await lookNow(parts, effect.signal);
  const tracks = tracksSeen(seen, await parts.memory.read()).filter((one) => one.releaseId === releaseId);
  const on = (track: Track): Seen | undefined => tracks.find((one) => one.track === track);
  const [candidate, stable] = [on('candidate'), on('stable')];
  if (stable !== undefined) {
    await noteSettled(parts, stable);
    return seen;
  }
  if (candidate === undefined) throw lasting(`nothing of release ${releaseId} runs as candidate of ${parts.where}`);
  return settleTrack(parts, candidate, effect);
}

/** The candidate becomes stable: the command does it, and what it was called goes with it. */
export async function settleTrack(parts: CommandParts, candidate: Seen, effect: EffectContext): Promise<Observed> {
  const { memory, places, where } = parts;
  const known = releaseOf(candidate, await memory.read());
  const release = await told(known, places, true, effect.signal);
  // Of two releases with the same digests, killed in between, nobody could tell which of them is stable now.
  await memory.change(() => ({ settling: candidate.id }));
  const seen = await ask(parts, { verb: 'settle', release }, effect);
  const stable = seen.tracks.stable ?? null;
  if (stable === null || !isOf(stable, { version: known.version, digests: digestsOfKnown(known) })) {
    await memory.change(() => ({ settling: null }));
    const message = `the command says that ${known.version} is settled, and shows another stable of ${where}`;
    throw new DriverError(message, { retryable: true });
  }
  await noteSettled(parts, candidate);
  return seen;
}

/** Writes down that what was about to become stable is it now; nothing to do where nothing was. */
export async function noteSettled({ memory }: CommandParts, stable: Seen | undefined): Promise<void> {
  const { settling } = await memory.read();
  if (stable === undefined || settling !== stable.id) return;
  const { id, releaseId, observed } = stable;
  await memory.change(({ stable: before, candidate }) => ({
    stable: candidate?.id === id ? candidate : { id, releaseId, version: observed.version, digests: observed.digests },
    candidate: before,
    settling: null,
    // What was stable gets nothing any more.
    routed: [id],
  }));
}
