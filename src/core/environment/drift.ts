import { isSameTraffic, type Traffic, trafficText } from '../deployment/traffic.ts';
import { NONE } from '../kernel/weight.ts';
import { digestsOf, instancesOf } from '../unit/release.ts';
import type { Difference } from './difference.ts';
import type { StableRelease } from './slot.ts';

/** What target and router of an environment say just now. */
export interface Seen {
  readonly instances: readonly {
    readonly id: string;
    readonly releaseId: string;
    readonly artifactDigests: readonly string[];
    readonly address: string;
    readonly alive: boolean;
  }[];
  readonly traffic: Traffic;
  /** Where the router sends what stable gets. */
  readonly stable: readonly { readonly id: string; readonly address: string }[];
  readonly address: string;
}

/** The traffic of an environment in which nothing is being deployed. */
const ALL_TO_STABLE: Traffic = { kind: 'split', candidate: NONE };

/** Everything in which an environment is not as recorded while nothing is being deployed there; empty when it is. */
export function differencesOf(
  stable: StableRelease,
  place: { readonly environment: string; readonly listen: string | null },
  seen: Seen,
): readonly Difference[] {
  const { release } = stable;
  const alive = seen.instances.filter((one) => one.alive);
  const own = alive.filter((one) => one.releaseId === release.id);
  const others = [...new Set(alive.filter((one) => one.releaseId !== release.id).map((one) => one.releaseId))].sort();
  const digests = digestsOf(release);
  // Where no digest can be read, an approver said what it is.
  const strange = own.filter(
    (one) =>
      one.artifactDigests.join() !== digests.join() &&
      !(stable.adopted?.unverified === true && one.artifactDigests.length === 0),
  );
  const recorded = instancesOf(release, place.environment);
  const reached = new Set(own.map(({ id, address }) => `${id} ${address}`));
  const astray = seen.stable.filter(({ id, address }) => !reached.has(`${id} ${address}`));
  const difference = (
    isDifferent: boolean,
    about: Difference['about'],
    texts: Omit<Difference, 'about'>,
  ): readonly Difference[] => (isDifferent ? [{ about, ...texts }] : []);
  return [
    ...difference(others.length > 0, 'release', {
      recorded: `${release.id} alone`,
      found: `instances of ${others.join(', ')} run too`,
    }),
    ...difference(strange.length > 0, 'digests', {
      recorded: digests.join(', '),
      found: [...new Set(strange.map((one) => one.artifactDigests.join(', ')))].sort().join(' and '),
    }),
    ...difference(own.length !== recorded, 'instances', {
      recorded: `${recorded} of ${release.version}`,
      found: `${own.length} of ${release.version}`,
    }),
    ...difference(!isSameTraffic(seen.traffic, ALL_TO_STABLE), 'traffic', {
      recorded: 'all to stable',
      found: trafficText(seen.traffic),
    }),
    ...difference(astray.length > 0, 'members', {
      recorded: `instances of ${release.version}`,
      found: `the router sends to ${astray
        .map((one) => one.address)
        .sort()
        .join(', ')}, where none of them runs`,
    }),
    ...difference(place.listen !== null && !seen.address.endsWith(`//${place.listen}`), 'address', {
      recorded: place.listen ?? '',
      found: seen.address,
    }),
  ];
}
