import { plainDecimal } from '../core/gate/decimal.ts';
import { gateText } from '../core/gate/text.ts';
import { formatDuration } from '../core/kernel/duration.ts';
import { lastAbsoluteGates } from '../core/plan/seal.ts';
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
    gates: (bake.gates ?? lastAbsoluteGates(rollout.stages)).map(gateText),
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
    router: { type: environment.router.type, listen: environment.router.listen },
    health: { path: health.path, every: formatDuration(health.every), healthy_after: health.healthyAfter },
    validate: Object.fromEntries(Object.entries(environment.checks).map(([kind, check]) => [kind, checkView(check)])),
    rollout: rolloutView(environment),
    bake: bakeView,
    migrations: environment.migrations,
  };
}

const rolloutView = ({ rollout }: EnvironmentSpec): View => ({
  strategy: rollout.kind,
  stages: rollout.stages.map(({ weight, duration, gates }) => ({
    weight: `${weight / 10}%`,
    ...(duration === null ? {} : { duration: formatDuration(duration) }),
    gates: gates.map(gateText),
  })),
});

const checkView = ({ run, timeout, junit }: CheckSpec): View => ({
  run,
  timeout: formatDuration(timeout),
  ...(junit === null ? {} : { junit }),
});
