import type { ConfigSnapshot } from '../../../core/unit/environment.ts';
import type { Release } from '../../../core/unit/release.ts';
import { DriverError } from '../../../ports/driver-error.ts';
import type { ToldRelease } from './contract.ts';
import type { Seen } from './look.ts';
import type { KnownRelease, Memory } from './memory.ts';

/** Gives the folder of an artifact, unpacked and checked; for an image, what an engine pulls. */
export interface ArtifactPlaces {
  readonly materialize: (digest: string, signal: AbortSignal) => Promise<string>;
  readonly image?: (digest: string) => string | undefined;
}

/** What is remembered of a release that is to run in an environment. */
export function knownRelease(release: Release, environment: string, snapshot: ConfigSnapshot): KnownRelease {
  const { id, version, commit, artifacts, configs } = release;
  return {
    ...{ id, version, commit },
    artifacts: artifacts.map(({ name, kind, digest }) => ({ name, kind, digest })),
    config: {
      digest: configs[environment]?.digest ?? null,
      params: snapshot.target.type === 'command' ? { ...snapshot.target.params } : {},
    },
  };
}

/** What a track runs, as far as it was ever told or can be read off it. */
export function releaseOf({ releaseId, observed }: Seen, { releases }: Memory): KnownRelease {
  const known = releases.find(({ id }) => id === releaseId);
  if (known !== undefined) return known;
  const { version, digests } = observed;
  const artifacts = digests.map((digest, at) => ({ name: `artifact-${at + 1}`, kind: 'files' as const, digest }));
  return { id: releaseId, version, commit: null, artifacts, config: { digest: null, params: {} } };
}

/**
 * A release with the folders of its artifacts. On the way forward each must be there; on the way back what cannot be read is told
 * without, for the command may not need it and users are waiting.
 */
export async function told(
  known: KnownRelease,
  places: ArtifactPlaces,
  isForward: boolean,
  signal: AbortSignal,
): Promise<ToldRelease> {
  const artifacts: ToldRelease['artifacts'][number][] = [];
  for (const { name, kind, digest } of known.artifacts) {
    const image = kind === 'container' ? places.image?.(digest) : undefined;
    const folder = kind === 'container' ? null : await folderOf(digest, places, isForward, signal);
    artifacts.push({ name, kind, digest, folder, ...(image === undefined ? {} : { image }) });
  }
  const { id, version, commit, config } = known;
  return { id, version, commit, artifacts, config };
}

async function folderOf(digest: string, places: ArtifactPlaces, isForward: boolean, signal: AbortSignal) {
  try {
    return await places.materialize(digest, signal);
  } catch (error) {
    if (isForward || !(error instanceof DriverError) || signal.aborted) throw error;
    return null;
  }
}

/** The digests that a track of this release must show. */
export const digestsOfKnown = ({ artifacts }: KnownRelease): string[] => artifacts.map(({ digest }) => digest);
