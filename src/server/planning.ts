import type { PlanRequest } from '../api/control-plane.ts';
import type { PlanView } from '../api/planning.ts';
import { refuseBlockingStep } from '../core/guard/blocking-step.ts';
import { hours, milliseconds } from '../core/kernel/duration.ts';
import { between, later } from '../core/kernel/instant.ts';
import { refuseUnlike } from '../core/plan/expected.ts';
import { forecastLength, forecastStages } from '../core/plan/forecast.ts';
import type { Plan } from '../core/plan/plan.ts';
import { refuseWeaker } from '../core/plan/policy/policy-diff.ts';
import { protectionOf } from '../core/plan/policy/protection.ts';
import { refuseToPlan } from '../core/plan/problems.ts';
import { strategyText } from '../core/strategy/strategy-text.ts';
import type { CheckKind } from '../core/unit/environment.ts';
import { besidePlan } from './beside-plan.ts';
import type { Caller } from './caller.ts';
import { environmentNamed } from './environment-named.ts';
import { foreseenPlan } from './foreseen-plan.ts';
import { type Prepared, powerOf, prepare } from './opening.ts';
import type { ServiceParts } from './parts.ts';
import { refused } from './refused.ts';
import { sealAhead } from './seal-ahead.ts';
import { refuseUnsharable } from './unsharable.ts';
import { verificationAhead } from './verification-ahead.ts';

const CHECKS: readonly CheckKind[] = ['smoke', 'integration', 'performance', 'security'];

/** What would be done. Changes no environment: with `package` the artifacts are built and stored, as far as that the plan is known to the byte. */
export async function planView(parts: ServiceParts, request: PlanRequest, caller: Caller): Promise<PlanView> {
  const prepared = await prepare(parts, request, caller);
  const { opening, calendar, canBeApproved, revision } = prepared;
  const { spec, intent, environment, staging, openedAt: at } = opening;
  const slot = parts.store.slot(spec.name, environment);
  const refusal =
    refuseToPlan(opening, calendar, canBeApproved, at) ??
    refuseBlockingStep(environmentNamed(spec, environment), slot.stable) ??
    refuseWeaker(slot.policy?.protection ?? null, protectionOf(spec, environment));
  if (refusal !== null) throw refused(refusal);
  const foreseen = foreseenPlan(parts, opening, slot.stable);
  const unlike = opening.expected === undefined ? null : refuseUnlike(opening.expected, foreseen);
  if (unlike !== null) throw refused(unlike);
  await refuseUnsharable(parts, opening);
  const power = await powerOf(parts, opening, foreseen);
  const sealed = request.package === true ? await sealAhead(parts, opening, slot.stable) : null;
  const plan = sealed?.plan ?? foreseen;
  const { stages } = plan.strategy;
  const length = forecastLength(stages, plan.bake.duration);
  const { changedSince: _, ...beside } = await besidePlan(parts, opening, { plan, calendar, at, length });
  const { productionPromotion } = plan.policy;
  return {
    unit: spec.name,
    environment,
    version: intent.version,
    commit: intent.commit,
    dirtyPaths: revision.dirtyPaths,
    replaces:
      slot.stable === null ? null : { version: slot.stable.release.version, commit: slot.stable.release.commit },
    changes: isChange(
      prepared,
      plan,
      slot.stable?.release.configs[environment]?.digest ?? null,
      slot.stable?.release.commit,
    ),
    ...beside,
    strategy: plan.strategy,
    strategyText: strategyText(plan.strategy),
    bake: plan.bake,
    triggers: plan.triggers.map((trigger) => trigger.text),
    migrations: plan.migrations,
    configDigest: plan.release.configs[environment]?.digest ?? null,
    stages: forecastStages(stages, plan.bake.duration, at),
    bakeUntil: new Date(later(at, length)).toISOString(),
    approvers: productionPromotion.approvers,
    count: productionPromotion.count,
    notTested: [
      ...CHECKS.filter((kind) => spec.environments[staging]?.checks[kind] === undefined),
      ...(spec.verification === undefined ? ['verification'] : []),
    ],
    verification: await verificationAhead(parts, opening),
    windows: calendar.intervals
      .filter((window) => window.to > at && between(at, window.from) < hours(48))
      .map(({ name, from, to }) => ({ name, from: new Date(from).toISOString(), to: new Date(to).toISOString() })),
    rollbackTarget: rollbackOf(parts, plan),
    power,
    intentDigest: intent.digest,
    sealed,
  };
}

/** Whether what would serve is anything else than what serves. */
function isChange({ opening }: Prepared, plan: Plan, configDigest: string | null, commit: string | undefined): boolean {
  const { intent, environment } = opening;
  const isOtherConfig = plan.release.configs[environment]?.digest !== configDigest;
  return commit !== intent.commit || intent.dirtyPaths.length > 0 || isOtherConfig;
}

function rollbackOf({ store }: ServiceParts, plan: Plan): PlanView['rollbackTarget'] {
  const back = plan.rollbackTarget;
  const rehearsed = store
    .all()
    .map(({ state }) => state)
    .filter(({ opening }) => opening.spec.name === plan.unit && opening.environment === plan.environment)
    .find((state) => 'certificate' in state);
  const took = rehearsed !== undefined && 'certificate' in rehearsed ? rehearsed.certificate.back : null;
  return {
    version: back.kind === 'release' ? back.version : null,
    artifacts: back.kind === 'release' ? back.artifactDigests : [],
    rehearsedSeconds: took === null ? null : milliseconds(took) / 1_000,
    targetSeconds: plan.limits.targetTime / 1_000,
  };
}
