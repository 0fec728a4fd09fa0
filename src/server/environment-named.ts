import type { EnvironmentSpec } from '../core/unit/environment.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import { refuseUnknownEnvironment } from '../core/unit/unknown-environment.ts';
import { problem } from './refused.ts';

/** An environment of a unit by its name; a problem that lists them when it has none of that name. */
export function environmentNamed(spec: UnitSpec, name: string): EnvironmentSpec {
  const environment = Object.hasOwn(spec.environments, name) ? spec.environments[name] : undefined;
  if (environment !== undefined) return environment;
  const { code, message, remedy } = refuseUnknownEnvironment(name, spec);
  throw problem('usage', { code, message, remedy });
}
