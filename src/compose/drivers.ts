import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readStatements, searchStatements } from '../approval/evidence/search.ts';
import type { Digest } from '../core/kernel/id.ts';
import { canonical } from '../core/plan/canonical.ts';
import {
  type CommandTargetSpec,
  type EnvironmentSpec,
  type HaproxyRouterSpec,
  listenOf,
} from '../core/unit/environment.ts';
import type { MetricsSpec } from '../core/unit/metrics.ts';
import { icsFeed } from '../drivers/calendar/ics/index.ts';
import { commandChecks } from '../drivers/check/command/index.ts';
import { routerMetrics } from '../drivers/metrics/router/index.ts';
import { type EmbeddedRouter, embeddedRouter } from '../drivers/router/embedded/index.ts';
import { gitRepository } from '../drivers/source/git/index.ts';
import type { UsedEngine } from '../drivers/target/container/forget-images.ts';
import type { Drivers } from '../engine/drivers.ts';
import type { MetricSource } from '../ports/metric-source.ts';
import type { TrafficRouter } from '../ports/traffic-router.ts';
import { builderOf } from './builders.ts';
import { calendarReader } from './calendar.ts';
import { commandSites } from './command-sites.ts';
import { forgetting } from './forget-images.ts';
import { haproxySites } from './haproxy-sites.ts';
import type { Layout } from './layout.ts';
import { alertSources, metricSources } from './metric-sources.ts';
import { type Packager, provenanceSigner } from './provenance-signer.ts';
import { registriesOn } from './registries.ts';
import { haproxyOf, noteSite } from './sites.ts';
import { containersOf, type MachineTargets, machineTargets } from './targets.ts';

/** One environment of one unit on this machine. */
interface Site {
  readonly targets: MachineTargets;
  readonly router: EmbeddedRouter;
  readonly metrics: MetricSource;
}

/** The drivers of one machine, and the sites they were asked for. */
export interface MachineDrivers extends Drivers {
  /** The site of an environment, made on first use: also those that only the disk remembers. */
  site(unit: string, environment: string, listen: string | null): Site;
  /** The HAProxy that shares out an environment's traffic. */
  haproxy(unit: string, environment: string, spec: HaproxyRouterSpec): TrafficRouter;
}

/**
 * Puts the drivers of this machine together over a state folder. `routerCommand` starts a router process; `packager` signs what is
 * packaged, and without one nothing is. `warn` tells people of something that is no failure.
 */
export function machineDrivers(
  layout: Layout,
  routerCommand: readonly string[],
  packager: Packager | null,
  warn: (message: string) => void = () => undefined,
): MachineDrivers {
  const registries = registriesOn(layout);
  const sites = new Map<string, Site>();
  const siteAt = (unit: string, environment: string, listen: string | null) => {
    const key = `${unit}/${environment}`;
    const known = sites.get(key);
    if (known !== undefined) return known;
    const dir = layout.site(unit, environment);
    const routerDir = join(dir, 'router');
    const made = {
      targets: machineTargets(layout, registries, unit, environment),
      router: embeddedRouter({ dir: routerDir, listen, spawn: routerCommand }),
      metrics: routerMetrics({ dir: routerDir }),
    };
    sites.set(key, made);
    return made;
  };
  const siteOf = (unit: string, { name, router, demo, target }: EnvironmentSpec) => {
    // A command is its own router; of its site only the counts are asked here.
    const isNoted = sites.has(`${unit}/${name}`) || target.type === 'command';
    if (!isNoted) noteSite(layout, unit, name, { demo, ...haproxyOf(router) });
    return siteAt(unit, name, listenOf(router));
  };
  // What was used since this process began is enough: whoever clears up asks first what runs.
  const engines = new Map<string, Map<string, UsedEngine>>();
  const noteEngine = (unit: string, { name, target }: EnvironmentSpec): void => {
    if (target.type !== 'container') return;
    const used = engines.get(unit) ?? new Map<string, UsedEngine>();
    engines.set(unit, used.set(name, { dir: containersOf(layout.site(unit, name)), engine: target.engine }));
  };
  const haproxies = haproxySites(layout.root);
  const haproxyAt = (unit: string, environment: string, spec: HaproxyRouterSpec) =>
    haproxies(layout.site(unit, environment), spec);
  const placesOf = (unit: string) => ({
    materialize: (digest: string, signal: AbortSignal) => registries.materialize(unit, digest, signal),
    image: (digest: string) => registries.images(unit, digest).find(({ kind }) => kind === 'pulled')?.reference,
  });
  const commands = commandSites(layout, placesOf, warn);
  const noted = new Map<string, string>();
  const commandAt = (unit: string, environment: EnvironmentSpec, command: CommandTargetSpec) => {
    const { name, demo } = environment;
    const note = canonical({ demo, command });
    if (noted.get(`${unit}/${name}`) !== note) noteSite(layout, unit, name, { demo, command });
    noted.set(`${unit}/${name}`, note);
    return commands(unit, name, command);
  };
  const countsOf = (unit: string, environment: EnvironmentSpec): MetricSource => {
    const { metrics } = siteOf(unit, environment);
    const { name, router } = environment;
    return router.type === 'haproxy' ? haproxyAt(unit, name, router).metrics : metrics;
  };
  const sources = metricSources(layout);
  const sourcesAt = (unit: string, environment: EnvironmentSpec, spec: MetricsSpec) =>
    sources(`${unit}/${environment.name}`, countsOf(unit, environment), spec);
  return {
    target: (unit, environment, registry) => {
      // From now on its target knows where to look.
      registries.of(unit, registry);
      const { target } = environment;
      noteEngine(unit, environment);
      return target.type === 'command'
        ? commandAt(unit, environment, target).target
        : siteOf(unit, environment).targets.of(target.type);
    },
    router: (unit, environment) => {
      const { target } = environment;
      if (target.type === 'command') return commandAt(unit, environment, target).router;
      const { router } = siteOf(unit, environment);
      if (environment.router.type === 'haproxy') return haproxyAt(unit, environment.name, environment.router).router;
      return ensured(router.sticking(environment.router.sticky ?? 'none'));
    },
    metrics: (unit, environment, spec) => sourcesAt(unit, environment, spec).counts,
    feeds: (unit, environment, spec) => sourcesAt(unit, environment, spec).feeds,
    alerts: (_, spec) => alertSources(spec),
    site: siteAt,
    haproxy: (unit, environment, spec) => haproxyAt(unit, environment, spec).router,
    builder: builderOf,
    registry: (unit, spec) =>
      forgetting(registries.of(unit, spec).registry, {
        places: (digest) => registries.images(unit, digest),
        engines: () => [...(engines.get(unit)?.values() ?? [])],
        warn,
      }),
    statements: { search: searchStatements, read: readStatements },
    statementStore: (unit, spec) => registries.of(unit, spec).statements,
    provenance: provenanceSigner(packager),
    checks: commandChecks({ stateDir: layout.checks }),
    source: gitRepository(),
    calendar: calendarReader(icsFeed(), layout.calendars),
    sha256: (text) => `sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}` as Digest,
    workDir: (deployment) => layout.work(deployment),
    workFolders: {
      list: () => readdir(layout.work('')),
      remove: (deployment) => rm(layout.work(deployment), { recursive: true, force: true }),
    },
  };
}

/** A router that is looked at is started when it is not there: a first look at a new environment finds one out of service. */
function ensured(router: EmbeddedRouter): EmbeddedRouter {
  return {
    ...router,
    observe: async (signal) => {
      await router.ensureRunning(signal);
      return router.observe(signal);
    },
  };
}
