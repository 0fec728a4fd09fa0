import type { EffectId } from '../kernel/id.ts';
import { unreachable } from '../kernel/invariant.ts';
import type { Effect } from './effect.ts';
import { trying, watchOf } from './effect-ids.ts';
import { rolloutEffects } from './rollout-effects.ts';
import type {
  Baking,
  DeployingToStaging,
  Deployment,
  Packaging,
  Rehearsing,
  RollingBack,
  Validating,
} from './state.ts';

/** The effects whose results are still welcome: those to be done now, and those that began before a hold was placed. */
export const awaitedEffects = (deployment: Deployment): readonly Effect[] =>
  effects('holds' in deployment ? { ...deployment, holds: [] } : deployment);

/** Everything that is to be done for a deployment now. The same state gives the same effects with the same ids, always. */
export function effects(deployment: Deployment): readonly Effect[] {
  return [...calendarEffects(deployment), ...phaseEffects(deployment)];
}

function phaseEffects(deployment: Deployment): readonly Effect[] {
  switch (deployment.phase) {
    case 'packaging':
      return [packagingEffect(deployment)];
    case 'queued':
      return deployment.for === 'production' && deployment.waitsFor === 'preflight'
        ? [{ kind: 'look-before-promotion', ...trying(deployment, deployment.attempt, 'look-before-promotion') }]
        : [];
    case 'deploying-to-staging':
      return [stagingEffect(deployment)];
    case 'validating':
      return validationEffects(deployment);
    case 'rehearsing':
      return [rehearsalEffect(deployment)];
    case 'rolling-out':
      return rolloutEffects(deployment);
    case 'baking':
      return bakeEffects(deployment);
    case 'rolling-back':
    case 'rollback-failed':
      return [rollbackEffect(deployment)];
    case 'awaiting-approval':
    case 'rolled-back':
    case 'closed':
    case 'completed':
    case 'packaging-failed':
    case 'staging-failed':
    case 'rejected':
    case 'expired':
    case 'aborted':
    case 'superseded':
      return [];
    default:
      return unreachable(deployment);
  }
}

function calendarEffects(deployment: Deployment): readonly Effect[] {
  if (!deployment.calendarDue) return [];
  const { windows } = deployment.opening.spec;
  // The reading before names the round: a late answer to that one is not taken for an answer to this one.
  const id = `${deployment.opening.id}/calendar/after-${deployment.calendarReadAt}/1` as EffectId;
  return [{ kind: 'read-calendar', windows, id, notBefore: null }];
}

function packagingEffect(deployment: Packaging): Effect {
  return deployment.release === null
    ? { kind: 'build-artifacts', ...trying(deployment, deployment.attempt, 'build-artifacts') }
    : { kind: 'seal-plan', release: deployment.release, ...trying(deployment, deployment.attempt, 'seal-plan') };
}

function stagingEffect(deployment: DeployingToStaging): Effect {
  const { release, step, attempt, plan } = deployment;
  if (step === 'place') return { kind: 'place-on-staging', release, ...trying(deployment, attempt, 'place') };
  const spec = plan.checks[step];
  if (spec === undefined) return unreachable(step as never);
  const place = { environment: plan.requires, track: null, release } as const;
  return { kind: 'run-check', check: step, spec, place, ...trying(deployment, attempt, step) };
}

function validationEffects(deployment: Validating): readonly Effect[] {
  const { release, plan, attempt } = deployment;
  const check = deployment.remaining[0];
  const spec = check === undefined ? undefined : plan.checks[check];
  if (check === undefined || spec === undefined) return [];
  const place = { environment: plan.requires, track: null, release } as const;
  return [{ kind: 'run-check', check, spec, place, ...trying(deployment, attempt, check) }];
}

function rehearsalEffect(deployment: Rehearsing): Effect {
  const { release, rollbackRelease, leg, part, attempt, plan } = deployment;
  if (part === 'move') {
    const ids = trying(deployment, attempt, `move-${leg}`);
    return { kind: 'move-rehearsal', leg, candidate: release, stable: rollbackRelease, ...ids };
  }
  const spec = plan.checks.smoke;
  if (spec === undefined) return unreachable(part as never);
  const shown = leg === 'forward' || leg === 'forward-again' || rollbackRelease === null ? release : rollbackRelease;
  const place = { environment: plan.requires, track: null, release: shown } as const;
  return { kind: 'run-check', check: 'smoke', spec, place, ...trying(deployment, attempt, `smoke-${leg}`) };
}

function bakeEffects(deployment: Baking): readonly Effect[] {
  const { release, plan, step, attempt } = deployment;
  const watch = watchOf(deployment);
  if (step === 'settle') {
    const settle: Effect = { kind: 'settle', release, ...trying(deployment, attempt, 'settle') };
    return deployment.holds.length > 0 ? [watch] : [watch, settle];
  }
  if (deployment.smoke === 'passed') return [watch];
  const place = { environment: plan.environment, track: 'candidate', release } as const;
  return [
    watch,
    { kind: 'run-check', check: 'smoke', spec: plan.bake.smoke, place, ...trying(deployment, attempt, 'smoke') },
  ];
}

function rollbackEffect(deployment: RollingBack): Effect {
  const { rollbackRelease, release, step, attempt, plan } = deployment;
  const ids = trying(deployment, attempt, step);
  switch (step) {
    case 'traffic':
      return { kind: 'return-traffic', to: rollbackRelease, ...ids };
    case 'restore':
      return rollbackRelease === null
        ? { kind: 'return-traffic', to: null, ...ids }
        : { kind: 'restore-stable', release: rollbackRelease, replacing: plan.strategy.replacing ?? null, ...ids };
    case 'verify':
      return { kind: 'verify-stable', to: rollbackRelease, ...ids };
    case 'retire':
      return { kind: 'retire-candidate', release, ...ids };
    default:
      return unreachable(step);
  }
}
