import type { Artifact, ArtifactKind } from '../core/unit/artifact.ts';
import type { BuiltArtifact } from './artifact-builder.ts';
import type { EffectContext } from './driver-error.ts';

/** Who an engine is at a registry. The password is shown only where it is sent. */
export interface ImageLogin {
  readonly server: string;
  readonly username: string;
  readonly password: { reveal(): string };
}

/** How a container engine comes to an image. */
export type ImagePlace = ImageContent & (PulledImage | LoadedImage);

interface ImageContent {
  /** What people and engines call it, by digest. */
  readonly reference: string;
  /** The digest of the image's configuration, by which engines know an image; undefined when it is not stored here. */
  configuration(signal: AbortSignal): Promise<string | undefined>;
}

/** From a registry that engines speak to. */
interface PulledImage {
  readonly kind: 'pulled';
  /** Null where nobody is asked who they are. */
  login(): Promise<ImageLogin | null>;
}

/** From an archive of it, where no registry serves it. */
interface LoadedImage {
  readonly kind: 'loaded';
  archive(signal: AbortSignal): Promise<{ readonly file: string; done(): Promise<void> }>;
}

/** What an artifact is, as it is stored. */
export interface StoredArtifact {
  readonly kind: ArtifactKind;
  readonly bytes: number;
}

/** Stores artifacts by digest. Tags are written for people; only digests are ever deployed. */
export interface Registry {
  readonly name: string;
  /** Stores one artifact and reads it back. Pushing the same digest again changes nothing. */
  push(artifact: BuiltArtifact, unit: string, tag: string, effect: EffectContext): Promise<Artifact>;
  /** Whether every byte of this artifact is there and still has its digest. */
  has(unit: string, digest: string, signal: AbortSignal): Promise<boolean>;
  /** What an artifact is that was stored by anybody; undefined when not all of it is there with its digest. */
  look(unit: string, digest: string, signal: AbortSignal): Promise<StoredArtifact | undefined>;
  /**
   * Whether the registry says that all of it is there, in its length, without reading it. Absent where reading it whole is as good:
   * `has` then.
   */
  knows?(unit: string, digest: string, signal: AbortSignal): Promise<boolean>;
  /** Unpacks an artifact into a folder of its own, named by digest, and returns the folder. */
  materialize(unit: string, digest: string, signal: AbortSignal): Promise<string>;
  /** Where a container engine has an image from. Absent where no engine can. */
  image?(unit: string, digest: string): ImagePlace;
  /**
   * Removes one artifact with all that only it needs, then what is attached to it, whoever attached that, and what is attached to
   * that in turn; returns the bytes that made free. Nothing attached goes before its artifact is gone, nothing goes because somebody
   * else says that it is attached, and nothing that could itself be deployed goes with it. What was cut short is ended by asking
   * again; what is not there frees nothing. Absent where a registry is not ours to clear up.
   */
  remove?(unit: string, digest: string, effect: EffectContext): Promise<number>;
}
