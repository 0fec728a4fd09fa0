import type { Track } from '../../../core/unit/environment.ts';
import { DriverError, type EffectContext } from '../../../ports/driver-error.ts';
import type { Placement } from '../../../ports/target.ts';
import { lasting } from '../../shared/driver-failure.ts';
import { cleanUp } from './clean-up.ts';
import type { Observed } from './contract.ts';
import { isOf, type Seen, tracksSeen } from './look.ts';
import { type KnownRelease, withRelease } from './memory.ts';
import { ask, type CommandParts, lookNow, placedId } from './parts.ts';
import { digestsOfKnown, knownRelease, told } from './told.ts';

/** Brings a release up: the candidate beside what serves, or stable again with all traffic. What is there already is left alone. */
export async function prepare(parts: CommandParts, placement: Placement, effect: EffectContext): Promise<Observed> {
  const { release, snapshot, track } = placement;
  const { memory, places } = parts;
  const known = knownRelease(release, parts.environment, snapshot);
  await memory.change((before) => ({ releases: [...withRelease(before, known)] }));
  const before = await lookNow(parts, effect.signal);
  const now = await memory.read();
  const there = tracksSeen(before, now).find((one) => one.track === track);
  if (there?.releaseId === known.id && isWhole(there) && !now.lingering.includes(there.id)) return before;
  const id = placedId(effect, track, known.id);
  const placed = { id, releaseId: known.id, version: known.version, digests: digestsOfKnown(known) };
  // Written down before it is done: killed in between, what is found there is known.
  await memory.change(({ lingering }) => ({ [track]: placed, lingering: lingering.filter((one) => one !== id) }));
  const isForward = track === 'candidate';
  const of = await told(known, places, isForward, effect.signal);
  const asked = isForward ? ({ verb: 'prepare', release: of } as const) : ({ verb: 'rollback', previous: of } as const);
  const seen = await ask(parts, asked, effect);
  const problem = problemOf(seen.tracks[track] ?? null, track, known, parts.where);
  // What never got well is not left behind.
  if (problem !== null && isForward && (seen.weight ?? 0) === 0) await cleanUp(parts, 'candidate', effect, id);
  if (problem !== null) throw problem;
  if (isForward) demandUnmoved(before, seen);
  return seen;
}

const isWhole = ({ observed }: Seen): boolean => observed.total > 0 && observed.healthy >= observed.total;

/** What the command says that runs must be what it was told to run, and well. */
function problemOf(one: Seen['observed'] | null, track: Track, known: KnownRelease, where: string): DriverError | null {
  const what = `${known.version} as ${track} of ${where}`;
  if (one === null) return passing(`the command says that it is done, and shows no ${track} of ${where}`);
  const digests = digestsOfKnown(known);
  if (!isOf(one, { version: known.version, digests })) {
    const found = one.digests.join(', ') || one.version;
    return lasting(`what runs is not ${what}: the command shows ${found}, asked for ${digests.join(', ')}`);
  }
  const isWell = one.total > 0 && one.healthy >= one.total;
  return isWell ? null : passing(`${one.healthy} of ${one.total} became healthy: ${what}`);
}

/** A candidate that comes up gets no traffic by that. */
function demandUnmoved(before: Observed, after: Observed): void {
  if ((after.weight ?? 0) <= (before.weight ?? 0)) return;
  throw lasting(`prepare moved traffic: ${after.weight} % go to the candidate, and it was to get none yet`);
}

const passing = (message: string): DriverError => new DriverError(message, { retryable: true });
