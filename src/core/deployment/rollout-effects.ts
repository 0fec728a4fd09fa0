import { unreachable } from '../kernel/invariant.ts';
import { ALL, NONE } from '../kernel/weight.ts';
import { evenWeight } from '../strategy/rolling.ts';
import { isAskable } from '../strategy/steps.ts';
import { instancesOf } from '../unit/release.ts';
import type { Effect } from './effect.ts';
import { trying, watchOf } from './effect-ids.ts';
import type { RollingOut } from './state.ts';
import type { Traffic } from './traffic.ts';

/** What is to be done on the way to a stage and there. A hold lets nothing forward begin; measuring goes on. */
export function rolloutEffects(deployment: RollingOut): readonly Effect[] {
  const { plan, stage, step, holds } = deployment;
  const watch = isAskable(plan.strategy, stage.index, step) ? [watchOf(deployment)] : [];
  const next = stepEffect(deployment);
  const waits = next === null || (holds.length > 0 && next.kind !== 'run-check');
  return waits ? watch : [...watch, next];
}

function stepEffect(deployment: RollingOut): Effect | null {
  switch (deployment.step) {
    case 'prepare':
      return prepareEffect(deployment);
    case 'smoke':
      return smokeEffect(deployment);
    case 'shift':
      return shiftEffect(deployment);
    case 'retire':
      return reduceEffect(deployment);
    case 'watch':
      return null;
    default:
      return unreachable(deployment.step);
  }
}

function prepareEffect(deployment: RollingOut): Effect {
  const { plan, release, stage, attempt } = deployment;
  const instances = plan.strategy.stages[stage.index]?.serving?.candidate ?? instancesOf(release, plan.environment);
  const what = stage.index === 0 ? 'prepare' : `prepare-${stage.index}`;
  return { kind: 'prepare-candidate', release, instances, ...trying(deployment, attempt, what) };
}

function smokeEffect(deployment: RollingOut): Effect {
  const { plan, release, attempt } = deployment;
  const place = { environment: plan.environment, track: 'candidate', release } as const;
  return { kind: 'run-check', check: 'smoke', spec: plan.bake.smoke, place, ...trying(deployment, attempt, 'smoke') };
}

function shiftEffect(deployment: RollingOut): Effect {
  const { plan, stage, attempt } = deployment;
  const traffic = { kind: 'split', candidate: plan.strategy.stages[stage.index]?.weight ?? ALL } as const;
  const ids = trying(deployment, attempt, `shift-${stage.index}`);
  return { kind: 'shift-traffic', traffic, stageIndex: stage.index, ...ids };
}

function reduceEffect(deployment: RollingOut): Effect | null {
  const { plan, stage, attempt, rollbackRelease } = deployment;
  const to = plan.strategy.stages[stage.index]?.serving?.stable;
  if (to === undefined || rollbackRelease === null) return null;
  const ids = trying(deployment, attempt, `reduce-stable-${stage.index}`);
  return { kind: 'reduce-stable', stable: rollbackRelease, to, traffic: trafficBeside(deployment, to), ...ids };
}

/** Traffic while so many of stable are left beside the candidates of now: even, so that nobody is asked for more than the others. */
function trafficBeside({ plan, stage }: RollingOut, stable: number): Traffic {
  const { stages, replacing } = plan.strategy;
  const reached = replacing?.first === 'prepare' ? stage.index : stage.index - 1;
  const candidate = stages[reached]?.serving?.candidate ?? 0;
  // The only instance that there may be is replaced: for that time nobody serves, and users are told when to come again.
  if (candidate === 0 && stable === 0) return { kind: 'out-of-service' };
  if (candidate === 0) return { kind: 'split', candidate: NONE };
  return { kind: 'split', candidate: stable === 0 ? ALL : evenWeight({ candidate, stable }) };
}
