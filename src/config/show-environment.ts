import { plainDecimal } from '../core/gate/decimal.ts';
import { gateText } from '../core/gate/text.ts';
import { formatDuration } from '../core/kernel/duration.ts';
import { bakeGatesOf } from '../core/plan/seal.ts';
import { shareText } from '../core/strategy/share.ts';
import type { StrategySpec } from '../core/strategy/strategy.ts';
import type { EnvironmentSpec, RouterSpec } from '../core/unit/environment.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import { checkView } from './show-check.ts';
import { targetView } from './show-target.ts';
import type { View } from './view.ts';

/** A ratio as people write it: `5%`. */
export const percentText = (ratio: number): string => `${plainDecimal(ratio, 2)}%`;

/** One environment in the words of the file; what the bake takes from elsewhere is shown in its place. */
export function environmentView(spec: UnitSpec, environment: EnvironmentSpec): View {
  const { target, health, bake, rollout, requires } = environment;
  const required = requires === null ? undefined : spec.environments[requires];
  const smoke = bake.smoke ?? required?.checks.smoke;
  const bakeView = {
    duration: formatDuration(bake.duration),
    ...(smoke === undefined ? {} : { smoke: checkView(smoke) }),
    gates: bakeGatesOf(environment).map(gateText),
  };
  return {
    ...(requires === null ? {} : { requires }),
    demo: environment.demo,
    target: targetView(target),
    router: routerView(environment.router),
    health: { path: health.path, every: formatDuration(health.every), healthy_after: health.healthyAfter },
    validate: Object.fromEntries(
      Object.entries(environment.checks).map(([kind, check]) => [kind, checkView(check, kind)]),
    ),
    rollout: { strategy: rollout.kind, ...strategyView(rollout) },
    bake: bakeView,
    migrations: environment.migrations,
    ...(environment.downStep === undefined ? {} : { down_step: checkView(environment.downStep) }),
  };
}

function routerView(router: RouterSpec): { readonly [key: string]: View } {
  const { type, sticky = 'none' } = router;
  if (type === 'command') return { type };
  if (type === 'embedded') return { type, listen: router.listen, sticky };
  const { socket, backend, address, files, latency } = router;
  return {
    ...{ type, socket, backend },
    ...(latency === undefined ? {} : { latency }),
    ...(address === undefined ? {} : { address }),
    ...(files === undefined ? {} : { files }),
    sticky,
  };
}

function strategyView(rollout: StrategySpec): { readonly [key: string]: View } {
  switch (rollout.kind) {
    case 'canary':
      return {
        stages: rollout.stages.map(({ weight, duration, gates, shadowGates = [] }) => ({
          weight: `${weight / 10}%`,
          ...(duration === null ? {} : { duration: formatDuration(duration) }),
          gates: gates.map(gateText),
          ...(shadowGates.length === 0 ? {} : { shadow_gates: shadowGates.map(gateText) }),
        })),
      };
    case 'blue-green': {
      const { validationPeriod, rollbackTrigger } = rollout;
      const period = { validation_period: formatDuration(validationPeriod) };
      return rollbackTrigger === null ? period : { ...period, rollback_trigger: gateText(rollbackTrigger) };
    }
    case 'rolling':
      return {
        max_unavailable: shareText(rollout.maxUnavailable),
        max_surge: shareText(rollout.maxSurge),
        batch_duration: formatDuration(rollout.batchDuration),
        gates: rollout.gates.map(gateText),
      };
  }
}
