import type { ArtifactKind } from './artifact.ts';
import type { RouterSpec } from './environment.ts';

/** What a kind of target can do: rules ask it, and the table in the reference is made of it. */
export interface TargetCapabilities {
  /** The kinds of artifact that it runs. */
  readonly runs: readonly ArtifactKind[];
  readonly strategies: readonly ('canary' | 'blue-green' | 'rolling')[];
  /** What can share out its traffic. */
  readonly routers: readonly RouterSpec['type'][];
  /** How finely traffic can be shared out, in words. */
  readonly weights: string;
  /** What happens to an instance that ends by itself, in words. */
  readonly restarts: string;
  /** Where logs come from, in words. */
  readonly logs: string;
  /** What a release that is rolled back to comes from, in words. */
  readonly rollbackTo: string;
}

/** What a kind of router can do. */
export interface RouterCapabilities {
  /** How finely traffic can be shared out, in words. */
  readonly weights: string;
  /** Whether returning users can be kept on their side. */
  readonly sticky: boolean;
  /** How requests under way end when their instance leaves, in words. */
  readonly drains: string;
  /** What it counts for the judge, in words. */
  readonly counts: string;
}

/** What a kind of builder makes. */
export interface BuilderCapabilities {
  /** What the artifact holds, in words. */
  readonly holds: string;
  /** Whether the same source gives the same bytes, in words. */
  readonly reproducible: string;
}
