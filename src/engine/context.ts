import type { Deployment } from '../core/deployment/state.ts';
import { InvariantViolation } from '../core/kernel/invariant.ts';
import type { EnvironmentSpec } from '../core/unit/environment.ts';
import type { EffectContext } from '../ports/driver-error.ts';
import type { MetricSource } from '../ports/metric-source.ts';
import type { Target } from '../ports/target.ts';
import type { TrafficRouter } from '../ports/traffic-router.ts';
import type { Drivers } from './drivers.ts';

/** The drivers of one environment of a unit. */
export interface Site {
  readonly unit: string;
  readonly environment: EnvironmentSpec;
  readonly target: Target;
  readonly router: TrafficRouter;
  readonly metrics: MetricSource;
}

/** The site of an environment that a deployment names. */
export function siteOf(drivers: Drivers, deployment: Deployment, name: string): Site {
  const { spec } = deployment.opening;
  const environment = spec.environments[name];
  if (environment === undefined) throw new InvariantViolation(`${name} was let in but is not configured`);
  return {
    unit: spec.name,
    environment,
    target: drivers.target(spec.name, environment),
    router: drivers.router(spec.name, environment),
    metrics: drivers.metrics(spec.name, environment),
  };
}

/** One part of an effect, under an id of its own, so that each driver call is idempotent by itself. */
export const part = (effect: EffectContext, name: string): EffectContext => ({ ...effect, id: `${effect.id}#${name}` });
