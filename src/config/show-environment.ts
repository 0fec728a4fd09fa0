import { plainDecimal } from '../core/gate/decimal.ts';
import { gateText } from '../core/gate/text.ts';
import { formatDuration } from '../core/kernel/duration.ts';
import { bakeGatesOf } from '../core/plan/seal.ts';
import { shareText } from '../core/strategy/share.ts';
import type { StrategySpec } from '../core/strategy/strategy.ts';
import type { CheckSpec, EnvironmentSpec } from '../core/unit/environment.ts';
import type { UnitSpec } from '../core/unit/unit.ts';

/** Plain values, ready to be printed. */
export type View = null | boolean | number | string | readonly View[] | { readonly [key: string]: View };

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
    target: {
      type: target.type,
      command: target.command,
      instances: target.instances,
      env: target.env,
      grace: formatDuration(target.grace),
    },
    router: {
      type: environment.router.type,
      listen: environment.router.listen,
      sticky: environment.router.sticky ?? 'none',
    },
    health: { path: health.path, every: formatDuration(health.every), healthy_after: health.healthyAfter },
    validate: Object.fromEntries(Object.entries(environment.checks).map(([kind, check]) => [kind, checkView(check)])),
    rollout: { strategy: rollout.kind, ...strategyView(rollout) },
    bake: bakeView,
    migrations: environment.migrations,
    ...(environment.downStep === undefined ? {} : { down_step: checkView(environment.downStep) }),
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

const checkView = ({ run, timeout, junit }: CheckSpec): View => ({
  run,
  timeout: formatDuration(timeout),
  ...(junit === null ? {} : { junit }),
});
