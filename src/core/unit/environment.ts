import type { Gate } from '../gate/gate.ts';
import type { Duration } from '../kernel/duration.ts';
import type { StrategySpec } from '../strategy/strategy.ts';
import type { FailOn } from '../validation/measured.ts';
import type { SecretReference } from './secret-reference.ts';

/** Which of the two releases that may run side by side. */
export type Track = 'stable' | 'candidate';

/** A secret that instances are given. Where it is read and which version of it is meant; the value stands nowhere. */
export interface SecretValue {
  readonly secret: SecretReference;
  /** Differs with the value; null where nobody could read it yet, as on a machine that only looks at the configuration. */
  readonly version: string | null;
}

/** A target of detached processes on this machine. Other kinds join this union with their drivers. */
export interface ProcessTargetSpec {
  readonly type: 'process';
  readonly command: readonly string[];
  readonly instances: number;
  readonly env: Readonly<Record<string, string | SecretValue>>;
  /** How long an instance may take to end after SIGTERM. */
  readonly grace: Duration;
}

/** A target of containers on this machine, in the engine that listens at a socket. What was not written is not there. */
export interface ContainerTargetSpec {
  readonly type: 'container';
  /** `auto`, `docker`, `podman`, or the address of its socket. */
  readonly engine: string;
  readonly instances: number;
  /** The port that the service in the container listens at; absent where it shares the machine's network and is told which. */
  readonly port?: number;
  /** `host`, or a network that the engine has; absent: the engine's own. */
  readonly network?: string;
  /** Instead of the command of the image. */
  readonly command?: readonly string[];
  readonly env: Readonly<Record<string, string | SecretValue>>;
  /** Bytes. */
  readonly memory?: number;
  /** Thousandths of one. */
  readonly milliCpus?: number;
  readonly grace: Duration;
}

/** A target behind the user's own command, told by the exec contract. It is its own router, and each track counts as one instance. */
export interface CommandTargetSpec {
  readonly type: 'command';
  /** The program and its first words; the verb is added as the last. */
  readonly run: readonly string[];
  /** Passed on as they are with every verb. */
  readonly params: Readonly<Record<string, JsonValue>>;
  /** How long one verb may take. */
  readonly timeout: Duration;
  readonly instances: number;
  /** What the command itself is given. */
  readonly env: Readonly<Record<string, string | SecretValue>>;
}

/** A value of JSON. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** How an environment's instances run. */
export type TargetSpec = ProcessTargetSpec | ContainerTargetSpec | CommandTargetSpec;

/** The embedded data plane. `listen` is `host:port`; null takes a free loopback port. */
export interface EmbeddedRouterSpec {
  readonly type: 'embedded';
  readonly listen: string | null;
  /** Returning users keep their side; absent where every request is shared out by itself. */
  readonly sticky?: 'cookie';
}

/** A HAProxy that runs already, told over its runtime socket. What was not written is not there. */
export interface HaproxyRouterSpec {
  readonly type: 'haproxy';
  readonly socket: string;
  /** NAME of the backends `NAME-stable` and `NAME-candidate`. */
  readonly backend: string;
  /** Where users reach it; absent: HAProxy is asked. */
  readonly address?: string;
  /** The folder where what is in force is kept for its next reload. */
  readonly files?: string;
  readonly sticky?: 'cookie';
  /** Its log tells how long each request took; absent: no durations are known. */
  readonly latency?: 'log';
}

/** The verb `shift` of a command target: whoever runs the unit there shares out its traffic too. */
export interface CommandRouterSpec {
  readonly type: 'command';
  readonly sticky?: undefined;
}

/** How an environment's traffic is shared out. */
export type RouterSpec = EmbeddedRouterSpec | HaproxyRouterSpec | CommandRouterSpec;

/** The `host:port` that a router must listen at; null where that is not ours to say. */
export const listenOf = (router: RouterSpec): string | null => (router.type === 'embedded' ? router.listen : null);

/** Whether a router shares out traffic by any weight, or only itself can say. */
export const sharesByAnyWeight = (router: RouterSpec): boolean => router.type !== 'command';

/** How instances are asked for their health. */
export interface HealthSpec {
  readonly path: string;
  readonly every: Duration;
  /** Good answers in a row that make an instance healthy. */
  readonly healthyAfter: number;
}

/** A name for test suites, and the pattern that finds them by theirs: `*` stands for any part. */
export interface SuiteGroup {
  readonly name: string;
  readonly pattern: string;
}

/** A check that the engine itself runs: the user's own command and where its JUnit result lies. */
export interface CheckSpec {
  readonly run: string;
  readonly timeout: Duration;
  /** Path or pattern of JUnit files, relative to the source tree; null judges by exit code alone. */
  readonly junit: string | null;
  /** Names that suites are told together under; absent where each stays under its own. */
  readonly suites?: readonly SuiteGroup[];
  /** Path or pattern of performance results. */
  readonly results?: string;
  /** What the figures in them must keep. */
  readonly limits?: readonly Gate[];
  /** Path or pattern of SARIF files. */
  readonly sarif?: string;
  /** Path or pattern of what a package manager's audit printed as JSON. */
  readonly audit?: string;
  /** How many findings of a severity are let through. */
  readonly failOn?: FailOn;
  /** What figures and findings are compared with; absent where each stands by itself. */
  readonly compareTo?: 'last-production';
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
