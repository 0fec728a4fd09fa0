import { gateText } from '../core/gate/text.ts';
import { formatDuration } from '../core/kernel/duration.ts';
import type { CheckpointPolicy, UnitSpec } from '../core/unit/unit.ts';
import { originInView } from './origin-in-view.ts';
import { type Origins, originText } from './origins.ts';
import { type Path, pathText } from './problem/fault.ts';
import { agentsView } from './show-agents.ts';
import { artifactView } from './show-artifact.ts';
import { environmentView, percentText } from './show-environment.ts';
import { metricsView } from './show-metrics.ts';
import { notifierView } from './show-notify.ts';
import { registryView } from './show-registry.ts';
import { verificationView } from './show-verification.ts';
import { windowView } from './show-window.ts';
import type { View } from './view.ts';

/** A configuration with everything filled in, in the words of the file, and where each single value came from. */
export interface ResolvedConfig {
  readonly config: View;
  /** By path, such as `environments.production.bake.duration`: `plimsoll.yaml:12`, `default`, `variable HOST (…)`. */
  readonly origins: Readonly<Record<string, string>>;
}

/** The view that `config show` prints: durations, weights and gates in their one normal form. */
export function resolvedConfig(spec: UnitSpec, origins: Origins): ResolvedConfig {
  const config = unitView(spec);
  const found: Record<string, string> = {};
  noteOrigins(config, [], (path) => {
    found[pathText(path)] = originText(originInView(spec, origins, path));
  });
  return { config, origins: found };
}

function noteOrigins(view: View, path: Path, note: (path: Path) => void): void {
  if (typeof view !== 'object' || view === null) {
    note(path);
    return;
  }
  for (const [key, inside] of Object.entries(view)) {
    noteOrigins(inside, [...path, Array.isArray(view) ? Number(key) : key], note);
  }
}

function unitView(spec: UnitSpec): View {
  const { rollback, verdict, windows, checkpoints } = spec;
  const trigger = (metric: string): string | undefined => {
    const found = rollback.triggers.find(({ condition }) => condition.metric === metric);
    return found === undefined ? undefined : gateText(found).replace(`${metric} > `, '');
  };
  return {
    version: 1,
    unit: {
      ...{ name: spec.name, tier: spec.tier, owners: spec.owners },
      ...(spec.repo === undefined ? {} : { repo: spec.repo }),
    },
    registry: registryView(spec.registry),
    artifacts: spec.artifacts.map((artifact) => artifactView(artifact, repositoryOf(spec.registry))),
    ...(spec.verification === undefined ? {} : { verification: verificationView(spec.verification) }),
    evidence_max_age: formatDuration(spec.evidenceMaxAge),
    ...(spec.record === undefined ? {} : { record: recordView(spec.record) }),
    metrics: metricsView(spec.metrics),
    verdict: {
      false_rollback: percentText(verdict.falseRollback),
      false_pass: percentText(verdict.falsePass),
      relative: verdict.relative ? 'on' : 'off',
      relative_ratio: verdict.relativeRatio,
      extend: verdict.extend,
      underpowered: verdict.underpowered,
    },
    rollback: {
      ...optional('error_rate', trigger('error_rate')),
      ...optional('latency_p99', trigger('latency_p99')),
      health_timeout: formatDuration(rollback.healthTimeout),
      deployment_timeout: formatDuration(rollback.deploymentTimeout),
      target_time: formatDuration(rollback.targetTime),
      keep_releases: rollback.keepReleases,
    },
    blackouts: {
      lookahead: windows.lookahead,
      on_open: windows.onOpen,
      windows: windows.sources.map(windowView),
    },
    checkpoints: {
      production_promotion: {
        ...checkpointView(checkpoints.productionPromotion),
        separate_from: checkpoints.productionPromotion.separateFrom,
        expires: formatDuration(checkpoints.productionPromotion.deadline),
        factors: checkpoints.productionPromotion.factors ?? ['passkey', 'key'],
        require_assurance: checkpoints.productionPromotion.requireAssurance ?? 'A1',
      },
      ambiguous_metrics: {
        ...checkpointView(checkpoints.ambiguousMetrics),
        deadline: formatDuration(checkpoints.ambiguousMetrics.deadline),
      },
      after_rollback: checkpointView(checkpoints.afterRollback),
    },
    ...(spec.agents === undefined ? {} : { agents: agentsView(spec.agents) }),
    ...(spec.notify === undefined ? {} : { notify: spec.notify.map(notifierView) }),
    environments: Object.fromEntries(
      Object.entries(spec.environments).map(([name, environment]) => [name, environmentView(spec, environment)]),
    ),
  };
}

const optional = (key: string, value: string | undefined): Record<string, View> =>
  value === undefined ? {} : { [key]: value };

const checkpointView = ({ approvers, count }: CheckpointPolicy) => ({ approvers, count });

const recordView = ({ heads }: NonNullable<UnitSpec['record']>): View => ({
  heads: {
    ...(heads.file === undefined ? {} : { file: heads.file }),
    ...(heads.git === undefined ? {} : { git: { remote: heads.git.remote, branch: heads.git.branch } }),
  },
});

const repositoryOf = (registry: UnitSpec['registry']): string | undefined =>
  registry.type === 'oci' ? registry.repository : undefined;
