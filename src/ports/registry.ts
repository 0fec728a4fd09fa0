import type { Artifact } from '../core/unit/artifact.ts';
import type { BuiltArtifact } from './artifact-builder.ts';
import type { EffectContext } from './driver-error.ts';

/** Stores artifacts by digest. Tags are written for people; only digests are ever deployed. */
export interface Registry {
  readonly name: string;
  /** Stores one artifact and reads it back. Pushing the same digest again changes nothing. */
  push(artifact: BuiltArtifact, unit: string, tag: string, effect: EffectContext): Promise<Artifact>;
  /** Whether every byte of this artifact is there and still has its digest. */
  has(unit: string, digest: string, signal: AbortSignal): Promise<boolean>;
  /** Unpacks an artifact into a folder of its own, named by digest, and returns the folder. */
  materialize(unit: string, digest: string, signal: AbortSignal): Promise<string>;
  /**
   * Removes one artifact with all that only it needs, and returns the bytes that made free. What was cut short is ended by asking
   * again; what is not there frees nothing. Absent where a registry is not ours to clear up.
   */
  remove?(unit: string, digest: string, effect: EffectContext): Promise<number>;
}
