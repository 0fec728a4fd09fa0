import type { Digest } from '../core/kernel/id.ts';
import type { Instant } from '../core/kernel/instant.ts';
import type { ArtifactKind } from '../core/unit/artifact.ts';
import type { EnvironmentSpec } from '../core/unit/environment.ts';
import type { MetricsSpec } from '../core/unit/metrics.ts';
import type { RegistrySpec } from '../core/unit/registry.ts';
import type { Calendar, WindowPolicy } from '../core/window/window.ts';
import type { AlertSource } from '../ports/alert-source.ts';
import type { ArtifactBuilder } from '../ports/artifact-builder.ts';
import type { CheckRunner } from '../ports/check-runner.ts';
import type { ProvenanceSigner, StatementReader, StatementStore } from '../ports/entry-evidence.ts';
import type { MetricSource } from '../ports/metric-source.ts';
import type { Registry } from '../ports/registry.ts';
import type { SourceRepository } from '../ports/source-repository.ts';
import type { Target } from '../ports/target.ts';
import type { TrafficRouter } from '../ports/traffic-router.ts';
import type { WorkFolders } from './work-folders.ts';

/** A further source of a site, and how often it is asked, in milliseconds. */
export interface Feed {
  readonly source: MetricSource;
  readonly interval: number;
}

/** Everything the engine reaches the world through. The composition root fills it. */
export interface Drivers {
  target(unit: string, environment: EnvironmentSpec, registry: RegistrySpec): Target;
  router(unit: string, environment: EnvironmentSpec): TrafficRouter;
  /** What counts requests, errors and latencies of an environment. */
  metrics(unit: string, environment: EnvironmentSpec, spec: MetricsSpec): MetricSource;
  /** What tells declared values and ratios of it, beside that. */
  feeds(unit: string, environment: EnvironmentSpec, spec: MetricsSpec): readonly Feed[];
  /** Who says which alerts of a unit fire; absent where nobody can be asked. */
  alerts?(unit: string, spec: MetricsSpec): readonly AlertSource[];
  builder(kind: ArtifactKind): ArtifactBuilder;
  /** Where a configuration of a unit has its artifacts stored. */
  registry(unit: string, spec: RegistrySpec): Registry;
  readonly statements: StatementReader;
  /** Where it has envelopes stored, beside them. */
  statementStore(unit: string, spec: RegistrySpec): StatementStore;
  readonly provenance: ProvenanceSigner;
  readonly checks: CheckRunner;
  readonly source: SourceRepository;
  /** The occurrences of the windows between two moments; files of feeds lie in `dir`. What cannot be read is left unknown. */
  calendar(windows: WindowPolicy, from: Instant, until: Instant, dir: string): Calendar | Promise<Calendar>;
  sha256(text: string): Digest;
  /** A folder of this deployment's own, for its source tree and build outputs. */
  workDir(deployment: string): string;
  /** Those folders as they lie on a disk; absent where there is none. */
  readonly workFolders?: WorkFolders;
}
