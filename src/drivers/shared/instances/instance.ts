import type { HealthSpec, Track } from '../../../core/unit/environment.ts';
import type { Placement } from '../../../ports/target.ts';
import type { EffectLedger } from '../effect-ledger.ts';

/** One instance that a target started and looks after itself, as it was just now. */
export interface OwnedInstance {
  readonly id: string;
  /** As it was prepared; what settling made of it stands in the ledger. */
  readonly track: Track;
  readonly releaseId: string;
  readonly digests: readonly string[];
  readonly address: string;
  readonly health: HealthSpec;
  /** The effect that started it. */
  readonly effectId: string;
  readonly alive: boolean;
  /** It answered well often enough since it was started. */
  readonly proven: boolean;
  readonly restarts: number;
  /** Times it ended by itself lately. */
  readonly ends: number;
  readonly crashLooping: boolean;
  /** It is being ended by us: that it is gone is no crash. */
  readonly retiring: boolean;
}

/** What starts, tends and ends instances. Changes of what is known of them happen one at a time. */
export interface InstanceFleet {
  /** All that there are, in the order in which they were made. */
  list(signal: AbortSignal): Promise<readonly OwnedInstance[]>;
  start(placement: Placement, effectId: string, signal: AbortSignal): Promise<OwnedInstance>;
  /** Looks after one instance: starts it again when it ended by itself, forgets it when it was ended by us. */
  tend(id: string, signal: AbortSignal): Promise<OwnedInstance | undefined>;
  /** Remembers that it answered well often enough. */
  prove(id: string): Promise<void>;
  end(id: string, signal: AbortSignal): Promise<void>;
  /** The last lines that one instance printed. */
  lastLines(id: string, lines: number): Promise<readonly string[]>;
}

/** What the acts of one target share. */
export interface TargetParts {
  /** `storefront on staging`, for messages. */
  readonly where: string;
  readonly ledger: EffectLedger;
  readonly fleet: InstanceFleet;
}
