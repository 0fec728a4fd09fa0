import type { CheckKind, Track } from '../core/unit/environment.ts';

/** Which of a deployment's logs are wanted. */
export interface LogsRequest {
  /** Null: production once it was reached, else the environment before it. */
  readonly environment: string | null;
  /** Of the instances of this track alone; a track as this deployment saw it. */
  readonly track: Track | null;
  /** Of this check alone. */
  readonly check: CheckKind | null;
  /** At most so many lines of each, the last ones. */
  readonly lines: number;
}

/** The log of one track's instances, or of one run of a check. Lines are printable: what a program wrote cannot steer a terminal. */
export interface LogPart {
  readonly of: 'instances' | 'check';
  /** `candidate on production`, `smoke (rehearsing, back)`. */
  readonly name: string;
  /** Newest last. */
  readonly lines: readonly string[];
}

/** The logs of a deployment. */
export interface Logs {
  readonly parts: readonly LogPart[];
  /** Which part shows why it went wrong; null when nothing did, or when no log would show it. */
  readonly telling: number | null;
}
