import { gateText } from '../core/gate/text.ts';
import { formatDuration } from '../core/kernel/duration.ts';
import type { CheckpointPolicy, UnitSpec } from '../core/unit/unit.ts';
import type { WindowSource } from '../core/window/window.ts';
import { type Origins, originText } from './origins.ts';
import { type Path, pathText } from './problem/fault.ts';
import { environmentView, percentText, type View } from './show-environment.ts';

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
    const own = origins.at(path);
    const lent = own.kind === 'default' ? lender(spec, path) : undefined;
    found[pathText(path)] = originText(lent === undefined ? own : origins.at(lent));
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

/** What was not written takes some values from elsewhere in the file: from there they come. */
function lender(spec: UnitSpec, path: Path): Path | undefined {
  const [block, name, part, ...rest] = path;
  if (block === 'blackouts' && path.at(-1) === 'timezone') return ['blackouts', 'timezone'];
  if (block === 'checkpoints' && part === 'approvers') return [block, 'production_promotion', part, ...rest];
  const required = block === 'environments' ? spec.environments[String(name)]?.requires : undefined;
  if (part !== 'bake' || rest[0] !== 'smoke' || typeof required !== 'string') return undefined;
  return ['environments', required, 'validate', ...rest];
}

function unitView(spec: UnitSpec): View {
  const { rollback, verdict, windows, checkpoints } = spec;
  const trigger = (metric: string): string | undefined => {
    const found = rollback.triggers.find(({ condition }) => condition.metric === metric);
    return found === undefined ? undefined : gateText(found).replace(`${metric} > `, '');
  };
  return {
    version: 1,
    unit: { name: spec.name, tier: spec.tier, owners: spec.owners },
    registry: { type: spec.registry.type },
    artifacts: spec.artifacts.map(({ name, kind, path, run }) => ({
      name,
      type: kind,
      path,
      ...(run === null ? {} : { run }),
    })),
    evidence_max_age: formatDuration(spec.evidenceMaxAge),
    metrics: { source: { type: spec.metrics.source.type }, interval: formatDuration(spec.metrics.interval) },
    verdict: {
      false_rollback: percentText(verdict.falseRollback),
      false_pass: percentText(verdict.falsePass),
      relative: verdict.relative ? 'on' : 'off',
      relative_ratio: verdict.relativeRatio,
      extend: verdict.extend,
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
      },
      ambiguous_metrics: {
        ...checkpointView(checkpoints.ambiguousMetrics),
        deadline: formatDuration(checkpoints.ambiguousMetrics.deadline),
      },
      after_rollback: checkpointView(checkpoints.afterRollback),
    },
    environments: Object.fromEntries(
      Object.entries(spec.environments).map(([name, environment]) => [name, environmentView(spec, environment)]),
    ),
  };
}

const optional = (key: string, value: string | undefined): Record<string, View> =>
  value === undefined ? {} : { [key]: value };

const checkpointView = ({ approvers, count }: CheckpointPolicy) => ({ approvers, count });

function windowView(source: WindowSource): View {
  const { name, timezone } = source;
  return source.kind === 'cron'
    ? { name, cron: source.cron, duration: formatDuration(source.duration), timezone }
    : { name, from: source.from, to: source.to, timezone };
}
