import type { Gate } from '../gate/gate.ts';
import type { Duration } from '../kernel/duration.ts';
import type { StrategySpec } from '../strategy/strategy.ts';

/** Which of the two releases that may run side by side. */
export type Track = 'stable' | 'candidate';

/** A target of detached processes on this machine. Other kinds join this union with their drivers. */
export interface ProcessTargetSpec {
  readonly type: 'process';
  readonly command: readonly string[];
  readonly instances: number;
  readonly env: Readonly<Record<string, string>>;
  /** How long an instance may take to end after SIGTERM. */
  readonly grace: Duration;
}

/** How an environment's instances run. */
export type TargetSpec = ProcessTargetSpec;

/** The embedded data plane. `listen` is `host:port`; null takes a free loopback port. */
export interface EmbeddedRouterSpec {
  readonly type: 'embedded';
  readonly listen: string | null;
  /** Returning users keep their side; absent where every request is shared out by itself. */
  readonly sticky?: 'cookie';
}

/** How an environment's traffic is shared out. */
export type RouterSpec = EmbeddedRouterSpec;

/** How instances are asked for their health. */
export interface HealthSpec {
  readonly path: string;
  readonly every: Duration;
  /** Good answers in a row that make an instance healthy. */
  readonly healthyAfter: number;
}

/** A check that the engine itself runs: the user's own command and where its JUnit result lies. */
export interface CheckSpec {
  readonly run: string;
  readonly timeout: Duration;
  /** Path or pattern of JUnit files, relative to the source tree; null judges by exit code alone. */
  readonly junit: string | null;
}

/** The kinds of check of an environment. */
export type CheckKind = 'smoke' | 'integration' | 'performance' | 'security';

/** What is resolved from the configuration for one environment and travels with the release, by digest. */
export interface ConfigSnapshot {
  readonly target: TargetSpec;
  readonly health: HealthSpec;
}

/** What the configuration says of one environment. */
export interface EnvironmentSpec extends ConfigSnapshot {
  readonly name: string;
  /** The environment whose evidence this one needs; null where nothing is required. */
  readonly requires: string | null;
  readonly demo: boolean;
  readonly router: RouterSpec;
  readonly checks: Readonly<Partial<Record<CheckKind, CheckSpec>>>;
  readonly rollout: StrategySpec;
  readonly bake: BakeSpec;
  readonly migrations: 'none' | 'backward-compatible' | 'blocking';
  /** The command that takes stored data back to what the release before can read; absent where none is declared. */
  readonly downStep?: CheckSpec;
}

/** Watching at 100 % with the old version warm. */
export interface BakeSpec {
  readonly duration: Duration;
  /** Null takes the smoke of the environment that this one requires. */
  readonly smoke: CheckSpec | null;
  /** Null takes the last gated stage's absolute gates. */
  readonly gates: readonly Gate[] | null;
}
