import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Digest } from '../core/kernel/id.ts';
import type { ArtifactKind } from '../core/unit/artifact.ts';
import type { EnvironmentSpec } from '../core/unit/environment.ts';
import type { MetricsSpec } from '../core/unit/metrics.ts';
import { filesBuilder } from '../drivers/builder/files/index.ts';
import { icsFeed } from '../drivers/calendar/ics/index.ts';
import { commandChecks } from '../drivers/check/command/index.ts';
import { routerMetrics } from '../drivers/metrics/router/index.ts';
import { localRegistry } from '../drivers/registry/local/index.ts';
import { type EmbeddedRouter, embeddedRouter } from '../drivers/router/embedded/index.ts';
import { gitRepository } from '../drivers/source/git/index.ts';
import { processTarget } from '../drivers/target/process/index.ts';
import type { Drivers } from '../engine/drivers.ts';
import type { ArtifactBuilder } from '../ports/artifact-builder.ts';
import { DriverError } from '../ports/driver-error.ts';
import type { MetricSource } from '../ports/metric-source.ts';
import type { Target } from '../ports/target.ts';
import { calendarReader } from './calendar.ts';
import type { Layout } from './layout.ts';
import { metricSources } from './metric-sources.ts';
import { noteSite } from './sites.ts';

/** One environment of one unit on this machine. */
interface Site {
  readonly target: Target;
  readonly router: EmbeddedRouter;
  readonly metrics: MetricSource;
}

/** The drivers of one machine, and the sites they were asked for. */
export interface MachineDrivers extends Drivers {
  /** The site of an environment, made on first use: also those that only the disk remembers. */
  site(unit: string, environment: string, listen: string | null): Site;
}

/** Puts the drivers of this machine together over a state folder. `routerCommand` starts a router process. */
export function machineDrivers(layout: Layout, routerCommand: readonly string[]): MachineDrivers {
  const registry = localRegistry({ dir: layout.registry });
  const sites = new Map<string, Site>();
  const siteAt = (unit: string, environment: string, listen: string | null) => {
    const key = `${unit}/${environment}`;
    const known = sites.get(key);
    if (known !== undefined) return known;
    const dir = layout.site(unit, environment);
    const routerDir = join(dir, 'router');
    const made = {
      target: processTarget({
        dir: join(dir, 'target'),
        unit,
        environment,
        materialize: (digest, signal) => registry.materialize(unit, digest, signal),
      }),
      router: embeddedRouter({ dir: routerDir, listen, spawn: routerCommand }),
      metrics: routerMetrics({ dir: routerDir }),
    };
    sites.set(key, made);
    return made;
  };
  const siteOf = (unit: string, { name, router, demo }: EnvironmentSpec) => {
    if (!sites.has(`${unit}/${name}`)) noteSite(layout, unit, name, { demo });
    return siteAt(unit, name, router.listen);
  };
  const sources = metricSources(layout);
  const sourcesAt = (unit: string, environment: EnvironmentSpec, spec: MetricsSpec) =>
    sources(`${unit}/${environment.name}`, siteOf(unit, environment).metrics, spec);
  return {
    target: (unit, environment) => siteOf(unit, environment).target,
    router: (unit, environment) => {
      const { router } = siteOf(unit, environment);
      return ensured(router.sticking(environment.router.sticky ?? 'none'));
    },
    metrics: (unit, environment, spec) => sourcesAt(unit, environment, spec).counts,
    feeds: (unit, environment, spec) => sourcesAt(unit, environment, spec).feeds,
    site: siteAt,
    builder: builderOf,
    registry,
    checks: commandChecks({ stateDir: layout.checks }),
    source: gitRepository(),
    calendar: calendarReader(icsFeed(), layout.calendars),
    sha256: (text) => `sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}` as Digest,
    workDir: (deployment) => layout.work(deployment),
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

function builderOf(kind: ArtifactKind): ArtifactBuilder {
  if (kind === 'files') return filesBuilder();
  throw new DriverError(`Artifacts of kind ${kind} are not built here; use files`, { retryable: false });
}
