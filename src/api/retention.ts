import type { Because } from '../core/retention/retention.ts';
import type { EnvironmentPlace } from './environments.ts';

/** What is asked of the stored releases of a unit. */
export interface PruneRequest {
  /** Only say what would go. */
  readonly dryRun: boolean;
}

/** A stored release in a line. */
export interface StoredRelease {
  readonly release: string;
  readonly version: string;
  readonly commit: string;
}

/** What of a unit's stored releases goes, and what stays and why. */
export interface PruneView extends EnvironmentPlace {
  readonly dryRun: boolean;
  /** How many of the newest stay in any case. */
  readonly keep: number;
  readonly goes: readonly (StoredRelease & {
    readonly digests: readonly string[];
    readonly bytes: number;
    readonly deployments: readonly string[];
  })[];
  readonly stays: readonly (StoredRelease & { readonly because: Because; readonly deployment: string | null })[];
  /** What was made free; with `dryRun` what the archives take that would go. */
  readonly bytes: number;
}
