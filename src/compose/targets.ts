import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TargetSpec } from '../core/unit/environment.ts';
import { secretVersions } from '../drivers/shared/secret-version.ts';
import { containerTarget } from '../drivers/target/container/index.ts';
import { processTarget } from '../drivers/target/process/index.ts';
import type { Target } from '../ports/target.ts';
import type { Layout } from './layout.ts';
import type { Registries } from './registries.ts';

/** The targets of one environment that run instances on this machine. */
export interface MachineTargets {
  /** The one that a configuration means. */
  of(type: TargetSpec['type']): Target;
  /** All that ever ran something here, seen and ended as one: for whoever stops a site without its configuration. */
  readonly all: Pick<Target, 'observe' | 'retire'>;
}

/** Where all that is known of the processes of a site lies. */
export const processesOf = (site: string): string => join(site, 'target');

/** Where all that is known of the containers of a site lies. */
export const containersOf = (site: string): string => join(site, 'containers');

/** Makes the targets of one environment of a unit, each with a folder of its own. */
export function machineTargets(
  layout: Pick<Layout, 'site' | 'secretVersions'>,
  registries: Registries,
  unit: string,
  environment: string,
): MachineTargets {
  const site = layout.site(unit, environment);
  const common = {
    ...{ unit, environment },
    materialize: (digest: string, signal: AbortSignal) => registries.materialize(unit, digest, signal),
    versionOf: secretVersions(layout.secretVersions),
  };
  const containers = containersOf(site);
  const processes = processTarget({ ...common, dir: processesOf(site) });
  const container = containerTarget({
    ...common,
    dir: containers,
    images: (digest) => registries.images(unit, digest),
  });
  // Where no container ever ran no engine need be there.
  const used = (): readonly Target[] => (existsSync(containers) ? [processes, container] : [processes]);
  return {
    of: (type) => (type === 'container' ? container : processes),
    all: {
      observe: async (signal) => {
        const seen = await Promise.all(used().map((one) => one.observe(signal)));
        return { instances: seen.flatMap(({ instances }) => instances) };
      },
      retire: async (ids, effect) => {
        const seen = await Promise.all(used().map((one) => one.retire(ids, effect)));
        return { instances: seen.flatMap(({ instances }) => instances) };
      },
    },
  };
}
