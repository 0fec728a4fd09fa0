import type { PlaceRequest, SourceCheck } from '../api/source-check.ts';
import type { Gate, Trigger } from '../core/gate/gate.ts';
import { gatesOf, triggersOf } from '../core/strategy/strategy.ts';
import type { EnvironmentSpec } from '../core/unit/environment.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import { missingEdges } from '../core/verdict/latency/missing-edges.ts';
import type { LatencyCounts, Measurement } from '../core/verdict/measurement.ts';
import { DriverError } from '../ports/driver-error.ts';
import type { MetricSource } from '../ports/metric-source.ts';
import { environmentNamed } from './environment-named.ts';
import type { ServiceParts } from './parts.ts';

/** A source must answer within this, in milliseconds. */
const LIMIT = 5_000;
/** Latencies of this long ago tell how they are counted, in seconds. */
const LOOK_BACK = 600;

/** Whether each metric source that a configuration names answers, knows of stable, and could decide its gates. */
export async function sourceChecks(parts: ServiceParts, request: PlaceRequest): Promise<readonly SourceCheck[]> {
  const spec = await parts.loadUnit(request.config);
  const site = environmentNamed(spec, request.environment);
  const isServing = parts.store.slot(spec.name, site.name).stable !== null;
  const counting = parts.drivers.metrics(spec.name, site, spec.metrics);
  const others = parts.drivers.feeds(spec.name, site, spec.metrics).map(({ source }) => source);
  return Promise.all([
    checkOf(parts, counting, isServing, judgedOn(spec, site)),
    ...others.map((source) => checkOf(parts, source, isServing, [])),
  ]);
}

async function checkOf(
  parts: ServiceParts,
  source: MetricSource,
  isServing: boolean,
  gates: readonly (Gate | Trigger)[],
): Promise<SourceCheck> {
  const { name } = source;
  const limited = (): AbortSignal => AbortSignal.any([parts.ending, AbortSignal.timeout(LIMIT)]);
  try {
    const { ok, detail, warning } = await source.ping(limited());
    if (!ok) return { source: name, ok, detail, warnings: [] };
    const newest = (await source.read(null, limited())).at(-1);
    const lack = isServing && newest?.tracks.stable.kind === 'absent' ? newest.tracks.stable.detail : null;
    const latency = gates.length === 0 ? null : latencyIn((await source.history?.(LOOK_BACK, limited())) ?? []);
    const coarse = latency === null ? [] : missingEdges(gates, latency);
    const warnings = [
      ...(warning === undefined ? [] : [warning]),
      ...coarse.map(({ gate, edges }) => `its buckets cannot decide "${gate}": add edges at ${edges.join(', ')} ms`),
    ];
    return { source: name, ok: lack === null, detail: lack === null ? detail : `no data of stable: ${lack}`, warnings };
  } catch (error) {
    if (error instanceof DriverError) return { source: name, ok: false, detail: error.message, warnings: [] };
    throw error;
  }
}

const judgedOn = (spec: UnitSpec, { rollout, bake }: EnvironmentSpec): readonly (Gate | Trigger)[] => [
  ...gatesOf(rollout),
  ...triggersOf(rollout),
  ...(bake.gates ?? []),
  ...spec.rollback.triggers,
];

/** The latencies of stable, all in the newest buckets. */
function latencyIn(rows: readonly Measurement[]): LatencyCounts | null {
  const told = rows.flatMap(({ tracks: { stable } }) =>
    stable.kind === 'counts' && stable.latency !== null ? [stable.latency] : [],
  );
  const newest = told.at(-1);
  if (newest === undefined || newest.kind === 'own') return newest ?? null;
  const alike = told.filter((one) => one.kind === 'foreign' && String(one.edges) === String(newest.edges));
  const counts = newest.counts.map((_, index) =>
    alike.reduce((sum, one) => sum + (one.kind === 'foreign' ? (one.counts[index] ?? 0) : 0), 0),
  );
  return { ...newest, counts };
}
