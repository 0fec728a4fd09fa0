import type { ConfigSnapshot, Track } from '../core/unit/environment.ts';
import type { Release } from '../core/unit/release.ts';
import type { EffectContext } from './driver-error.ts';

/** One running instance, as seen just now. */
export interface Instance {
  readonly id: string;
  readonly track: Track;
  readonly releaseId: string;
  readonly artifactDigests: readonly string[];
  /** `http://127.0.0.1:41234` */
  readonly address: string;
  readonly alive: boolean;
  readonly healthy: boolean;
  /** Times it ended by itself and was started again since it was prepared. */
  readonly restarts: number;
  /** Ended by itself so often in a short time that starting it again is pointless. */
  readonly crashLooping: boolean;
}

/** What really runs in an environment. */
export interface TargetState {
  readonly instances: readonly Instance[];
}

/** What is to run: a release with the config snapshot of this environment. */
export interface Placement {
  readonly release: Release;
  readonly snapshot: ConfigSnapshot;
  readonly track: Track;
}

/**
 * Runs instances of a release in one environment of one unit. Every effect is idempotent on its id, refuses a lower epoch than
 * it has seen, honours the abort signal, rejects with DriverError only and reports what it saw, not what it was told.
 */
export interface Target {
  readonly name: string;
  /** Brings instances of the placement up until all are healthy. They get no traffic yet. Rejects when one never gets healthy. */
  prepare(placement: Placement, effect: EffectContext): Promise<TargetState>;
  /** What really runs. Restarts an instance that ended by itself, unless it is crash looping. */
  observe(signal: AbortSignal): Promise<TargetState>;
  /** Ends instances. Only ever called for instances without traffic. */
  retire(instanceIds: readonly string[], effect: EffectContext): Promise<TargetState>;
  /** The candidate becomes stable; instances of the former stable keep running under the name `candidate` until retired. */
  settle(releaseId: string, effect: EffectContext): Promise<TargetState>;
  /** What runs as stable and was not put there by us is called by this release from now on. Absent where such a thing cannot be seen. */
  adopt?(placement: Placement, effect: EffectContext): Promise<TargetState>;
  /** The last lines of the log of a track's instances, newest last; of a release, wherever its instances are or were, when one is named. */
  logTail(track: Track, lines: number, releaseId?: string): Promise<readonly string[]>;
}
