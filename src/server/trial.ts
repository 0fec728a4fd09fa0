import { type GateTrial, type GateTrialRequest, problemOfGate } from '../api/trial.ts';
import { comparisonsOf } from '../core/gate/comparisons.ts';
import { declaredMetrics } from '../core/gate/declared-metrics.ts';
import type { Gate } from '../core/gate/gate.ts';
import { parseGate } from '../core/gate/grammar.ts';
import { isGateProblem } from '../core/gate/problem.ts';
import { judgedPlan } from '../core/plan/judged.ts';
import type { EnvironmentSpec } from '../core/unit/environment.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import { declaredIn } from '../core/verdict/declared.ts';
import { judgePlanOf } from '../core/verdict/judge-plan.ts';
import { unjudged } from '../core/verdict/judged-metrics.ts';
import type { JudgingRecord } from '../core/verdict/judging.ts';
import { type Tried, triedOnDeployment, triedOnStable } from '../core/verdict/trial.ts';
import { isWatched, type Watched } from '../engine/measuring.ts';
import { measurementStream } from '../engine/streams.ts';
import { environmentNamed } from './environment-named.ts';
import { measuredNow } from './measured-now.ts';
import type { ServiceParts } from './parts.ts';
import { problem } from './refused.ts';

/** What a gate is tried on where no deployment is under way, in seconds. */
const LOOK_BACK_SECONDS = 600;

/** How a gate would stand on what is measured now: on the candidate of the deployment under way, else on stable in its place. */
export async function gateTrial(parts: ServiceParts, request: GateTrialRequest): Promise<GateTrial> {
  const spec = await parts.loadUnit(request.config);
  const site = environmentNamed(spec, request.environment);
  const under = deploymentUnder(parts, spec, site);
  const gate = gateOf(request.gate, spec, under !== null);
  const said = {
    unit: spec.name,
    environment: site.name,
    gate: gate.text,
    readAt: new Date(parts.clock.wall()).toISOString(),
  };
  if (under !== null) {
    const tried = triedOnDeployment(under.plan, gate, await recordsOf(parts, under));
    const note = tried === null ? 'the candidate was not measured yet' : null;
    return { ...said, deployment: under.opening.id, judged: 'candidate', ...outcomeOf(tried), note };
  }
  const { tried, note } = await onStable(parts, spec, site, gate);
  return { ...said, deployment: null, judged: 'stable', ...outcomeOf(tried), note };
}

const outcomeOf = (tried: Tried | null): Pick<GateTrial, 'verdict' | 'seconds'> => ({
  verdict: tried?.verdict ?? null,
  seconds: tried?.seconds ?? 0,
});

function deploymentUnder(parts: ServiceParts, spec: UnitSpec, site: EnvironmentSpec): Watched | null {
  for (const { state } of parts.store.active()) {
    const { opening } = state;
    if (isWatched(state) && opening.spec.name === spec.name && opening.environment === site.name) return state;
  }
  return null;
}

function gateOf(text: string, spec: UnitSpec, baselineAllowed: boolean): Gate {
  const gate = parseGate(text, {
    metrics: declaredMetrics(spec.metrics),
    baselineAllowed,
    noBaseline: 'no deployment is under way, so there is no candidate beside stable',
  });
  if (isGateProblem(gate)) throw problem('config', problemOfGate(text, gate));
  for (const comparison of comparisonsOf(gate.condition)) {
    const cannot = unjudged(comparison, 'gate', declaredIn(spec.metrics));
    if (cannot === null) continue;
    const message = `${comparison.metric} cannot be judged: ${cannot.why}`;
    throw problem('config', { code: 'gate-metric', message, remedy: cannot.remedy });
  }
  return gate;
}

async function recordsOf({ journal }: ServiceParts, { opening }: Watched): Promise<readonly JudgingRecord[]> {
  const entries = await journal.read(measurementStream(opening.id));
  return entries.map(({ type, body }) => ({ type, ...(body as object) }) as JudgingRecord);
}

async function onStable(
  parts: ServiceParts,
  spec: UnitSpec,
  site: EnvironmentSpec,
  gate: Gate,
): Promise<{ readonly tried: Tried | null; readonly note: string }> {
  const names = comparisonsOf(gate.condition).map(({ metric }) => metric);
  const { measurements, source, failure } = await measuredNow(parts, spec, site, names, LOOK_BACK_SECONDS);
  if (failure !== null) return { tried: null, note: `no data: ${failure.detail}` };
  const tried = triedOnStable(judgePlanOf(judgedPlan(spec, site), 'bake'), gate, measurements);
  if (tried === null) return { tried, note: `no data: ${source} has measured nothing yet` };
  return { tried, note: 'no deployment is under way: stable is judged in the place of a candidate' };
}
