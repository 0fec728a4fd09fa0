import type { Digest } from '../kernel/id.ts';

/** The kinds of build output that travel in a release. */
export type ArtifactKind = 'container' | 'files' | 'function' | 'iac';

/** One immutable build output, known by digest. */
export interface Artifact {
  readonly name: string;
  readonly kind: ArtifactKind;
  readonly digest: Digest;
  readonly bytes: number;
  /** Its bill of materials, which lies beside it; absent where none was asked for. */
  readonly sbom?: ArtifactSbom;
  /** It was taken as it was stored, and others sign for where it comes from; absent: packaged here. */
  readonly origin?: 'elsewhere';
}

/** The bill of materials of one artifact. */
export interface ArtifactSbom {
  readonly digest: Digest;
  /** How many components it lists. It never claims to list all. */
  readonly components: number;
}

/** How one artifact is made from the unit's source: what the configuration says. */
export interface ArtifactSpec {
  readonly name: string;
  readonly kind: ArtifactKind;
  /** The folder to pack, relative to the source tree, after `run` has ended; of a container, its build context. */
  readonly path: string;
  /** The user's own build command, run in the source tree by a shell; null packs what is there. */
  readonly run: string | null;
  /** How an image is built; of containers alone. */
  readonly build?: ContainerBuild;
  /** What calls it and in which runtime; of functions alone. */
  readonly entry?: FunctionEntry;
  /** Where `run` leaves what its plan came to, relative to the source tree: a file or a folder; of infrastructure code alone. */
  readonly plan?: string;
  /** The form of the bill of materials that is made of it; absent where none is. */
  readonly sbom?: 'cyclonedx';
}

/** How a function is called. */
export interface FunctionEntry {
  /** `index.handler`: in the words of who runs it. */
  readonly handler: string;
  /** `nodejs20.x`: likewise; absent where nobody asks. */
  readonly runtime?: string;
}

/** What builds an image out of its context, beyond what its file says. */
export interface ContainerBuild {
  /** The file with the steps, relative to the source tree. */
  readonly dockerfile: string;
  /** The stage to stop at; absent where all are built. */
  readonly stage?: string;
  readonly args?: Readonly<Record<string, string>>;
}
