import type { EffectContext } from '../../../ports/driver-error.ts';
import type { Placement } from '../../../ports/target.ts';
import { lasting } from '../../shared/driver-failure.ts';
import type { Observed } from './contract.ts';
import { tracksSeen } from './look.ts';
import { withRelease } from './memory.ts';
import { type CommandParts, lookNow } from './parts.ts';
import { digestsOfKnown, knownRelease } from './told.ts';

/** Calls what runs as stable by a release; nothing is told to the command. What shows other digests than the release has is another. */
export async function adopt(
  parts: CommandParts,
  { release, snapshot }: Placement,
  effect: EffectContext,
): Promise<Observed> {
  const { memory, environment, where } = parts;
  const known = knownRelease(release, environment, snapshot);
  const seen = await lookNow(parts, effect.signal);
  const stable = tracksSeen(seen, await memory.read()).find(({ track }) => track === 'stable');
  if (stable === undefined) throw lasting(`nothing runs as stable of ${where}`);
  const { version, digests } = stable.observed;
  const isOther = digests.length > 0 && [...digests].sort().join() !== digestsOfKnown(known).sort().join();
  if (isOther) throw lasting(`what runs as stable of ${where} shows ${digests.join(', ')}`);
  await memory.change((before) => ({
    releases: [...withRelease(before, known)],
    stable: { id: stable.id, releaseId: known.id, version, digests },
  }));
  return seen;
}
