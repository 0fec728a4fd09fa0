import type { Digest, ReleaseId } from '../kernel/id.ts';
import type { Artifact } from './artifact.ts';
import type { ConfigSnapshot } from './environment.ts';

/** The artifacts and config snapshots that travel together, with version, commit and the state of the tree they came from. */
export interface Release {
  readonly id: ReleaseId;
  readonly unit: string;
  readonly version: string;
  /** The full commit SHA. */
  readonly commit: string;
  /** True when the work tree held uncommitted changes; the plan shows it. */
  readonly dirty: boolean;
  readonly artifacts: readonly Artifact[];
  /** By environment: the resolved target block and what belongs to it, with its digest. */
  readonly configs: Readonly<Record<string, { readonly snapshot: ConfigSnapshot; readonly digest: Digest }>>;
  /** `{version}-{sha12}`: written to the registry, never deployed. */
  readonly tag: string;
}

/** How many instances of a release serve an environment at full size. */
export const instancesOf = (release: Pick<Release, 'configs'>, environment: string): number =>
  release.configs[environment]?.snapshot.target.instances ?? 1;

/** The digests that identify what would run: artifacts in their order. */
export const digestsOf = (release: Pick<Release, 'artifacts'>): readonly Digest[] =>
  release.artifacts.map((artifact) => artifact.digest);
