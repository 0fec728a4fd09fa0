import type { ArtifactSpec } from '../core/unit/artifact.ts';
import type { EffectContext } from './driver-error.ts';

/** A built artifact as a file on disk, not yet stored. */
export interface BuiltArtifact {
  readonly name: string;
  readonly kind: ArtifactSpec['kind'];
  /** `sha256:` over the bytes of `file`. */
  readonly digest: string;
  readonly bytes: number;
  readonly file: string;
  readonly mediaType: string;
  /** The bill of materials of what is in it; absent where none was asked for. */
  readonly sbom?: { readonly text: string; readonly components: number };
}

/** Makes one artifact from a source tree. The same tree gives the same bytes. */
export interface ArtifactBuilder {
  readonly kind: ArtifactSpec['kind'];
  build(
    request: {
      readonly spec: ArtifactSpec;
      readonly sourceDir: string;
      readonly outDir: string;
      readonly version: string;
      readonly commit: string;
    },
    effect: EffectContext,
  ): Promise<BuiltArtifact>;
}
