import type { Deployment } from '../core/deployment/state.ts';
import { InvariantViolation } from '../core/kernel/invariant.ts';
import type { EnvironmentSpec } from '../core/unit/environment.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import type { EffectContext } from '../ports/driver-error.ts';
import type { MetricSource } from '../ports/metric-source.ts';
import type { Target } from '../ports/target.ts';
import type { TrafficRouter } from '../ports/traffic-router.ts';
import type { Drivers, Feed } from './drivers.ts';

/** The drivers of one environment of a unit. */
export interface Site {
  readonly unit: string;
  readonly environment: EnvironmentSpec;
  readonly target: Target;
  readonly router: TrafficRouter;
  readonly metrics: MetricSource;
  readonly feeds: readonly Feed[];
}

/** The site of an environment that a deployment names. */
export const siteOf = (drivers: Drivers, deployment: Deployment, name: string): Site =>
  siteIn(drivers, deployment.opening.spec, name);

/** The site of an environment of a unit as a configuration has it. */
export function siteIn(drivers: Drivers, spec: UnitSpec, name: string): Site {
  const environment = spec.environments[name];
  if (environment === undefined) throw new InvariantViolation(`${name} was let in but is not configured`);
  return {
    unit: spec.name,
    environment,
    target: drivers.target(spec.name, environment, spec.registry),
    router: drivers.router(spec.name, environment),
    metrics: drivers.metrics(spec.name, environment, spec.metrics),
    feeds: drivers.feeds(spec.name, environment, spec.metrics),
  };
}

/** One part of an effect, under an id of its own, so that each driver call is idempotent by itself. */
export const part = (effect: EffectContext, name: string): EffectContext => ({ ...effect, id: `${effect.id}#${name}` });
