import { createHash } from 'node:crypto';
import { ALL, NONE, type Weight } from '../../../core/kernel/weight.ts';
import type { Track } from '../../../core/unit/environment.ts';
import { DriverError } from '../../../ports/driver-error.ts';
import type { Instance, TargetState } from '../../../ports/target.ts';
import type { Member, Traffic, TrafficState } from '../../../ports/traffic-router.ts';
import type { Observed, ObservedTrack } from './contract.ts';
import { type Memory, otherThan, type Placed } from './memory.ts';

const TRACKS: readonly Track[] = ['stable', 'candidate'];

/** A track that runs, under the id that the engine knows it by. */
export interface Seen {
  readonly track: Track;
  readonly id: string;
  readonly releaseId: string;
  readonly observed: ObservedTrack;
}

/** The tracks that the command saw, each told apart by its digests. */
export function tracksSeen(observed: Observed, memory: Memory): readonly Seen[] {
  return TRACKS.flatMap((track): readonly Seen[] => {
    const one = observed.tracks[track];
    return one === undefined || one === null ? [] : [{ track, ...nameOf(track, one, observed, memory), observed: one }];
  });
}

/** What a track is called. What settles or goes back is on the other track by the time that it is written down. */
function nameOf(
  track: Track,
  one: ObservedTrack,
  { tracks }: Observed,
  memory: Memory,
): Pick<Seen, 'id' | 'releaseId'> {
  const isSettled = memory.settling !== null && (tracks.candidate ?? null) === null;
  const first = isSettled ? otherThan(track) : track;
  const placed = [memory[first], memory[otherThan(first)]].find((each) => each !== null && isOf(one, each));
  if (placed !== undefined && placed !== null) return { id: placed.id, releaseId: placed.releaseId };
  const known = memory.releases.find(({ artifacts, version }) =>
    isOf(one, { version, digests: artifacts.map(({ digest }) => digest) }),
  );
  const releaseId = known?.id ?? foreignId(one);
  return { id: `${track}-${releaseId}`, releaseId };
}

/** Whether what runs is what was placed: by its digests, and where none can be read by its version. */
export const isOf = (one: ObservedTrack, placed: Pick<Placed, 'version' | 'digests'>): boolean =>
  one.digests.length === 0
    ? one.version === placed.version
    : [...one.digests].sort().join() === [...placed.digests].sort().join();

/** The name of what was not put there by us: the same thing has the same name. */
const foreignId = ({ version, digests }: ObservedTrack): string =>
  `foreign_${createHash('sha256')
    .update([version, ...digests].join('\n'))
    .digest('hex')
    .slice(0, 16)}`;

/** The tracks as instances: each counts as one, healthy when all of it is. */
export function targetState(observed: Observed, memory: Memory): TargetState {
  const instances = tracksSeen(observed, memory)
    .filter(({ id }) => !memory.lingering.includes(id))
    .map(({ track, id, releaseId, observed: one }): Instance => {
      const order = memory.releases.find((release) => release.id === releaseId)?.artifacts.map(({ digest }) => digest);
      return {
        ...{ id, track, releaseId },
        // In the order of the release, as the record has them.
        artifactDigests: [...one.digests].sort((a, b) => (order?.indexOf(a) ?? 0) - (order?.indexOf(b) ?? 0)),
        address: one.url ?? observed.url ?? '',
        alive: one.total > 0,
        healthy: one.total > 0 && one.healthy >= one.total,
        ...{ restarts: 0, crashLooping: false },
      };
    });
  return { instances };
}

/** What the command says of the traffic, and of the tracks that may get some. */
export function trafficState(observed: Observed, memory: Memory): TrafficState {
  const traffic = trafficOf(observed);
  const members = tracksSeen(observed, memory).filter((one) => isMember(one, traffic, memory));
  const of = (track: Track): readonly Member[] =>
    members
      .filter((one) => one.track === track)
      .map(({ id, observed: one }) => ({ id, address: one.url ?? observed.url ?? '' }));
  return {
    traffic,
    ...{ stable: of('stable'), candidate: of('candidate'), draining: [] },
    address: observed.url ?? '',
    ...(observed.weights === 'all-or-nothing' ? { weights: observed.weights } : {}),
  };
}

/** Whether a track gets any of the traffic. */
export const getsTraffic = (traffic: Traffic, track: Track): boolean =>
  traffic.kind === 'split' && (track === 'candidate' ? traffic.candidate > NONE : traffic.candidate < ALL);

/** Whether a track is to be sent traffic: it was named, or gets some. */
export const isMember = ({ id, track }: Seen, traffic: Traffic, { routed }: Memory): boolean =>
  routed.includes(id) || getsTraffic(traffic, track);

/** The share in the units of the core; nobody is served where the command says so, or where nothing runs that could. */
export function trafficOf({ weight, tracks }: Observed): Traffic {
  if (weight === null) return { kind: 'out-of-service' };
  const candidate = Math.round(weight * 10) as Weight;
  const isThere = { stable: (tracks.stable?.total ?? 0) > 0, candidate: (tracks.candidate?.total ?? 0) > 0 };
  if (candidate === NONE && !isThere.stable) return { kind: 'out-of-service' };
  if (candidate > NONE && !isThere.candidate) {
    if (candidate === ALL && !isThere.stable) return { kind: 'out-of-service' };
    throw new DriverError(`the command says that ${weight} % go to a candidate that is not there`, { retryable: true });
  }
  return { kind: 'split', candidate };
}
