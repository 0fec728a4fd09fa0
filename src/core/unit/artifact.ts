import type { Digest } from '../kernel/id.ts';

/** The kinds of build output that travel in a release. */
export type ArtifactKind = 'container' | 'files' | 'function' | 'iac';

/** One immutable build output, known by digest. */
export interface Artifact {
  readonly name: string;
  readonly kind: ArtifactKind;
  readonly digest: Digest;
  readonly bytes: number;
}

/** How one artifact is made from the unit's source: what the configuration says. */
export interface ArtifactSpec {
  readonly name: string;
  readonly kind: ArtifactKind;
  /** The folder to pack, relative to the source tree, after `run` has ended. */
  readonly path: string;
  /** The user's own build command, run in the source tree by a shell; null packs what is there. */
  readonly run: string | null;
}
